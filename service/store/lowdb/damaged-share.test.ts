import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { collect } from "../../testing/collect.ts";
import { drop, put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { StoreUnavailableError } from "../errors.ts";
import type { ShareMeta } from "../store.ts";
import { LowdbStore } from "./lowdb-store.ts";

describe("a share whose file is damaged", () => {
  const newFolder = temporaryFolders();
  const [meta, other] = [sampleMeta(), sampleMeta()];
  const pathOf = (dataDir: string, { shareId }: ShareMeta) => join(dataDir, "shares", `${shareId}.jsonl`);

  async function filled(): Promise<string> {
    const dataDir = newFolder();
    const store = await LowdbStore.open({ dataDir });
    for (const share of [meta, other]) {
      await store.create(share);
      await store.append(share.shareId, [put(1, "kept")]);
      await store.append(share.shareId, [put(2, "a secret")]);
      await store.append(share.shareId, [drop(2)]);
    }
    await store.close();
    return dataDir;
  }
  const isClosed = async (store: LowdbStore, { shareId }: ShareMeta) => {
    const record = await store.get(shareId);
    return record?.state === "live" && record.isClosed === true;
  };
  const damages: Readonly<Record<string, (path: string, dataDir: string) => void>> = {
    "lost its last record": (path) => cut(path, -1),
    "lost all but its first records": (path) => cut(path, 2),
    "was emptied": (path) => writeFileSync(path, ""),
    "is missing": (path) => rmSync(path),
    "has a bad record": (path) =>
      writeFileSync(path, readFileSync(path, "utf8").replace('"deleted"', '"delated"')),
    "is another's": (path, dataDir) => {
      renameSync(path, `${path}.moved`);
      renameSync(pathOf(dataDir, other), path);
      renameSync(`${path}.moved`, pathOf(dataDir, other));
    },
  };
  const cut = (path: string, lines: number) =>
    writeFileSync(
      path,
      readFileSync(path, "utf8")
        .trimEnd()
        .split("\n")
        .slice(0, lines)
        .map((line) => `${line}\n`)
        .join(""),
    );

  for (const [what, damage] of Object.entries(damages))
    it(`and ${what} is closed before anybody reads it, and is never empty again`, async () => {
      const dataDir = await filled();
      damage(pathOf(dataDir, meta), dataDir);
      const store = await LowdbStore.open({ dataDir });
      await assert.rejects(
        store.readSince(meta.shareId, 0),
        StoreUnavailableError,
        "who was let in is refused",
      );
      assert.equal(await isClosed(store, meta), true);
      if (what !== "is another's") assert.equal(await isClosed(store, other), false);
      await store.close();
      const again = await LowdbStore.open({ dataDir });
      assert.equal(await isClosed(again, meta), true, "it stays so");
      assert.match((await collect(again.verify())).map(({ problem }) => problem).join(), /kept aside/);
      if (what === "is missing") assert.ok(!existsSync(pathOf(dataDir, meta)));
      await again.remove(meta.shareId, "revoked", 1);
      assert.deepEqual(
        readdirSync(join(dataDir, "damaged")).filter((name) => name.startsWith("share-")),
        [],
        "nothing of it is kept when it ends",
      );
      await again.close();
    });

  it("and has a record twice loses nothing by it, and is not closed", async () => {
    const dataDir = await filled();
    const path = pathOf(dataDir, meta);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    writeFileSync(path, `${[...lines, lines[1]].join("\n")}\n`);
    const store = await LowdbStore.open({ dataDir });
    const reading = await store.readSince(meta.shareId, 0);
    const entries = await collect(reading.entries());
    reading.close();
    assert.deepEqual(
      entries.map(({ key }) => key),
      [put(1, "").key],
    );
    assert.equal(await isClosed(store, meta), false);
    await store.close();
  });
});
