import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { collect } from "../../testing/collect.ts";
import { put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { describeShareStore } from "../contract/share-store.ts";
import { StoreUnavailableError } from "../errors.ts";
import { referenceOf } from "../reference.ts";
import type { ShareMeta } from "../store.ts";
import { LowdbStore } from "./lowdb-store.ts";

describe("LowdbStore", () => {
  const newFolder = temporaryFolders();

  describeShareStore("LowdbStore", () => LowdbStore.open({ dataDir: newFolder() }));
  describeShareStore("LowdbStore that may keep nothing open", () =>
    LowdbStore.open({ dataDir: newFolder(), limits: { bytes: 0, files: 0 } }),
  );

  it("remembers changes and openings when it is opened again", async () => {
    const dataDir = newFolder();
    const meta = sampleMeta();
    const { shareId } = meta;
    const first = await LowdbStore.open({ dataDir });
    await first.create(meta);
    await first.update(shareId, { title: "Another", expiresAt: 9, mode: "snapshot" });
    await first.append(shareId, [put(1, "a")]);
    await first.countOpen(shareId, 5);
    await first.countOpen(shareId, 6);
    await first.close();
    const again = await LowdbStore.open({ dataDir });
    const changed = { ...meta, title: "Another", expiresAt: 9, mode: "snapshot" };
    assert.deepEqual(await again.get(shareId), { state: "live", meta: changed, version: 2 });
    assert.deepEqual(await again.opens(shareId), { count: 2, lastAt: 6 });
    assert.equal(await again.revision(shareId), 1);
    await again.close();
  });

  it("opens no share any more once it is closed", async () => {
    const store = await LowdbStore.open({ dataDir: newFolder() });
    const { shareId } = sampleMeta();
    await store.create(sampleMeta({ shareId }));
    await store.append(shareId, [put(1, "a")]);
    await store.close();
    await assert.rejects(store.readSince(shareId, 0), StoreUnavailableError);
    await assert.rejects(store.append(shareId, [put(1, "b")]), StoreUnavailableError);
  });

  it("finds what is damaged, missing or unfinished on disk, and names it by its reference", async () => {
    const dataDir = newFolder();
    const store = await LowdbStore.open({ dataDir });
    const [whole, damaged, missing, torn] = [sampleMeta(), sampleMeta(), sampleMeta(), sampleMeta()];
    for (const meta of [whole, damaged, missing, torn]) {
      await store.create(meta);
      await store.append(meta.shareId, [put(1, "one"), put(2, "two")]);
      await store.append(meta.shareId, [put(3, "three")]);
    }
    await store.close();
    const path = ({ shareId }: ShareMeta) => join(dataDir, "shares", `${shareId}.jsonl`);
    writeFileSync(path(damaged), readFileSync(path(damaged), "utf8").replace("two", "tvo"));
    rmSync(path(missing));
    appendFileSync(path(torn), '0000 7 {"unfin');
    const again = await LowdbStore.open({ dataDir });
    const [index, ...shares] = await collect(again.verify());
    assert.deepEqual(index, { name: "index", records: 8 });
    const of = (meta: ShareMeta) => shares.find(({ name }) => name === referenceOf(meta.shareId));
    assert.deepEqual(of(whole), { name: referenceOf(whole.shareId), records: 3 });
    assert.equal(of(damaged)?.problem, "line 2: the checksum is wrong");
    assert.equal(of(missing)?.problem, "the file is missing");
    assert.deepEqual([of(torn)?.records, of(torn)?.problem], [3, undefined]);
    assert.ok((of(torn)?.unfinished ?? 0) > 0);
    await again.close();
  });
});
