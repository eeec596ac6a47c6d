import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FullDisk } from "../../testing/full-disk.ts";
import { entriesOf, stepSince } from "../../testing/read.ts";
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
      assert.deepEqual(await stepSince(store, id, 0), { base: 0, revision: 1, entries: [put(1, "a")] });
    });

  it("says that it cannot be written as long as it takes nothing but what closes something", async () => {
    disk.room = 0;
    await store.remove(id, "revoked", 1);
    await assert.rejects(store.create(sampleMeta()), StoreUnavailableError);
    await assert.rejects(store.check(), StoreUnavailableError);
    disk.room = Number.POSITIVE_INFINITY;
    await store.check();
    await store.create(sampleMeta());
  });

  it("goes on where it was when there is room again", async () => {
    disk.room = 10;
    await assert.rejects(store.append(id, [append(1, 1, "b")]), StoreUnavailableError);
    disk.room = Number.POSITIVE_INFINITY;
    assert.equal((await store.append(id, [append(1, 1, "c")])).revision, 2);
    await store.close();
    store = await LowdbStore.open({ dataDir });
    assert.deepEqual(await entriesOf(store, id), [put(1, "ac")]);
  });

  it("never shows what is not durable, not even to those who read meanwhile", async () => {
    disk.room = 10;
    const lost = store.append(id, [put(2, "b")]);
    const read = stepSince(store, id, 0);
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

  it("ends and narrows shares all the same, from the room that is kept for that", async () => {
    const others = Array.from({ length: 100 }, () => sampleMeta());
    for (const other of others) await store.create(other);
    disk.room = 10;
    await assert.rejects(store.append(id, [put(2, "b")]), StoreUnavailableError);
    for (const { shareId } of others.slice(50)) await store.update(shareId, { passwordHash: "hash" });
    for (const { shareId } of others.slice(0, 50))
      assert.equal(await store.remove(shareId, "revoked", 1), true);
    await store.close();
    store = await LowdbStore.open({ dataDir, open: disk.open });
    for (const [at, { shareId }] of others.entries()) {
      const record = await store.get(shareId);
      if (at < 50) assert.deepEqual(record, { state: "gone", reason: "revoked", at: 1 });
      else assert.equal(record?.state === "live" && record.meta.passwordHash, "hash");
      await assert.rejects(readFile(join(dataDir, "shares", `${others[0]?.shareId}.jsonl`)), {
        code: "ENOENT",
      });
    }
  });

  it("writes nothing else before there is room for that again", async () => {
    disk.room = 10;
    await store.update(id, { expiresAt: 5 });
    await assert.rejects(store.update(id, { expiresAt: null }), StoreUnavailableError);
    await assert.rejects(store.append(id, [put(2, "")]), StoreUnavailableError);
    await assert.rejects(store.create(sampleMeta()), StoreUnavailableError);
    await store.update(id, { expiresAt: 4 });
    disk.room = Number.POSITIVE_INFINITY;
    await store.append(id, [put(2, "")]);
    await store.update(id, { expiresAt: null });
  });

  it("does without rewriting a journal for which there is no room", async () => {
    const text = "x".repeat(200_000);
    for (let n = 0; n < 6; n++) await store.append(id, [put(1, text)]);
    disk.room = 60_000;
    await store.append(id, [put(2, "small")]).catch(() => undefined);
    disk.room = Number.POSITIVE_INFINITY;
    await store.append(id, [put(3, "on")]);
    const entries = (await entriesOf(store, id)).filter(({ key }) => key !== put(2, "").key);
    assert.deepEqual(entries, [put(1, text), put(3, "on")]);
  });
});
