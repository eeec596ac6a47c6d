import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FullDisk } from "../../testing/full-disk.ts";
import { append, put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { StoreUnavailableError } from "../errors.ts";
import { LowdbStore } from "./lowdb-store.ts";

describe("LowdbStore on a full disk", () => {
  const newFolder = temporaryFolders();
  let disk: FullDisk;
  let dataDir: string;
  let store: LowdbStore;
  const meta = sampleMeta();
  const id = meta.shareId;

  beforeEach(async () => {
    disk = new FullDisk();
    dataDir = newFolder();
    store = await LowdbStore.open({ dataDir, open: disk.open });
    await store.create(meta);
    await store.append(id, [put(1, "a")]);
  });
  afterEach(() => store.close());

  for (const room of [0, 1, 40, 120])
    it(`refuses what does not fit in ${room} bytes, and what came after it`, async () => {
      disk.room = room;
      const text = "x".repeat(500);
      const results = await Promise.allSettled([
        store.append(id, [put(2, text)]),
        store.append(id, [append(1, 1, text)]),
        store.append(id, [put(3, text)]),
      ]);
      for (const result of results)
        assert.ok(result.status === "rejected" && result.reason instanceof StoreUnavailableError);
      assert.deepEqual(await store.readSince(id, 0), { base: 0, revision: 1, entries: [put(1, "a")] });
    });

  it("goes on where it was when there is room again", async () => {
    disk.room = 10;
    await assert.rejects(store.append(id, [append(1, 1, "b")]), StoreUnavailableError);
    disk.room = Number.POSITIVE_INFINITY;
    assert.equal((await store.append(id, [append(1, 1, "c")])).revision, 2);
    await store.close();
    store = await LowdbStore.open({ dataDir });
    assert.deepEqual((await store.readSince(id, 0)).entries, [put(1, "ac")]);
  });

  it("never shows what is not durable, not even to those who read meanwhile", async () => {
    disk.room = 10;
    const lost = store.append(id, [put(2, "b")]);
    const read = store.readSince(id, 0);
    await assert.rejects(lost, StoreUnavailableError);
    const seen = await read.catch((error: unknown) => {
      assert.ok(error instanceof StoreUnavailableError);
      return undefined;
    });
    if (seen) assert.equal(seen.revision, 1);
  });

  it("harms no other share, and forgets a share that it could not create", async () => {
    disk.room = 10;
    const other = sampleMeta();
    await assert.rejects(store.create(other), StoreUnavailableError);
    assert.equal(await store.get(other.shareId), undefined);
    assert.equal((await store.get(id))?.state, "live");
    disk.room = Number.POSITIVE_INFINITY;
    await store.create(other);
    await store.append(other.shareId, [put(1, "b")]);
  });

  it("keeps a share whose removal could not be written down", async () => {
    disk.room = 10;
    await assert.rejects(store.remove(id, "revoked", 1), StoreUnavailableError);
    assert.equal(await store.revision(id), 1);
    disk.room = Number.POSITIVE_INFINITY;
    await store.remove(id, "revoked", 1);
    assert.deepEqual(await store.get(id), { state: "gone", reason: "revoked", at: 1 });
    await assert.rejects(readFile(join(dataDir, "shares", `${id}.jsonl`)), { code: "ENOENT" });
  });

  it("does without rewriting a journal for which there is no room", async () => {
    const text = "x".repeat(200_000);
    for (let n = 0; n < 6; n++) await store.append(id, [put(1, text)]);
    disk.room = 60_000;
    await store.append(id, [put(2, "small")]).catch(() => undefined);
    disk.room = Number.POSITIVE_INFINITY;
    await store.append(id, [put(3, "on")]);
    const entries = (await store.readSince(id, 0)).entries.filter(({ key }) => key !== put(2, "").key);
    assert.deepEqual(entries, [put(1, text), put(3, "on")]);
  });
});
