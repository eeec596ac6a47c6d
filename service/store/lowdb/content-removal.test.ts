import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { collect } from "../../testing/collect.ts";
import { put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { ContentsRemainError, ShareGoneError, StoreUnavailableError } from "../errors.ts";
import { referenceOf } from "../reference.ts";
import { removeFile } from "./files.ts";
import { LowdbStore } from "./lowdb-store.ts";

describe("the contents of a share that has ended", () => {
  const newFolder = temporaryFolders();
  const meta = sampleMeta();
  const { shareId } = meta;

  const open = (dataDir: string, disk: { isStubborn: boolean }) =>
    LowdbStore.open({
      dataDir,
      removeFile: (path) => (disk.isStubborn ? Promise.reject(new Error("EACCES")) : removeFile(path)),
    });
  /** A store with one share, whose files can be deleted when `disk` says so. */
  async function filled() {
    const disk = { isStubborn: true };
    const dataDir = newFolder();
    const store = await open(dataDir, disk);
    await store.create(meta);
    await store.append(shareId, [put(1, "a secret")]);
    return { disk, dataDir, store, path: join(dataDir, "shares", `${shareId}.jsonl`) };
  }
  const problemOf = async (store: LowdbStore) =>
    (await collect(store.verify())).find(({ name }) => name === referenceOf(shareId))?.problem;

  it("are taken out of a file that cannot be deleted, which is tried again until it is", async () => {
    const { disk, store, path } = await filled();
    assert.equal(await store.remove(shareId, "revoked", 1), true);
    assert.equal(readFileSync(path, "utf8"), "");
    assert.match((await problemOf(store)) ?? "", /deleting its file failed/);
    assert.equal(await store.forget(10), 0, "it is not forgotten before");
    disk.isStubborn = false;
    // The file is gone a moment before that is durable, and known.
    while ((await problemOf(store)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(!existsSync(path));
    assert.equal(await store.forget(10), 1);
    await store.close();
  });

  it("that are still there are no secret of the answer, and nobody's to read", async () => {
    const { store, dataDir, path } = await filled();
    await rm(path);
    await mkdir(path);
    await assert.rejects(store.remove(shareId, "revoked", 1), ContentsRemainError);
    await assert.rejects(store.readSince(shareId, 0), ShareGoneError);
    await store.close();
    const again = await LowdbStore.open({ dataDir });
    assert.deepEqual(await again.get(shareId), { state: "gone", reason: "revoked", at: 1 });
    assert.match((await problemOf(again)) ?? "", /deleting its file failed/);
    await again.close();
    await rm(path, { recursive: true, maxRetries: 10 });
    await writeFile(path, "contents");
    await (await LowdbStore.open({ dataDir })).close();
    assert.ok(!existsSync(path), "the next start deletes what is left");
  });

  for (const when of ["as soon as that is possible", "at the next start"])
    it(`are deleted with what is kept aside of them because it was damaged, ${when}`, async () => {
      const { disk, dataDir, store, path } = await filled();
      await store.close();
      writeFileSync(path, readFileSync(path, "utf8").replace("a secret", "a sacret"));
      const kept = () => readdirSync(join(dataDir, "damaged")).filter((name) => name.startsWith("share-"));
      const damaged = await open(dataDir, disk);
      await assert.rejects(damaged.revision(shareId), StoreUnavailableError);
      assert.notDeepEqual(kept(), []);
      await rm(path);
      await mkdir(path);
      await assert.rejects(damaged.remove(shareId, "revoked", 1), ContentsRemainError);
      await rm(path, { recursive: true, maxRetries: 10 });
      if (when === "at the next start") await damaged.close();
      disk.isStubborn = false;
      const last = when === "at the next start" ? await open(dataDir, disk) : damaged;
      while ((await problemOf(last)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(kept(), []);
      await last.close();
    });
});
