import assert from "node:assert/strict";
import { createSample, put, sampleMeta } from "../../testing/sample.ts";
import { ShareGoneError, ShareUnknownError, VersionConflictError } from "../errors.ts";
import type { ShareStore } from "../store.ts";

/** How a share ends in every store, and what is said of shares that are gone or never were. */
export function describeEndedShares(open: () => Promise<ShareStore>): void {
  describe("a share that is over", () => {
    let store: ShareStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("knows nothing of a share that never was", async () => {
      assert.equal(await store.get("nobody"), undefined);
      for (const call of callsOf(store, "nobody")) await assert.rejects(call, ShareUnknownError);
      await assert.rejects(store.remove("nobody", "revoked", 1), ShareUnknownError);
      await store.countOpen("nobody", 1);
      assert.equal(await store.get("nobody"), undefined);
    });

    it("forgets everything of a removed share but why it went", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a")]);
      await store.remove(id, "revoked", 1);
      await store.remove(id, "expired", 1);
      await store.countOpen(id, 1);
      assert.deepEqual(await store.get(id), { state: "gone", reason: "revoked", at: 1 });
      for (const call of callsOf(store, id)) await assert.rejects(call, ShareGoneError);
    });

    it("lets batches that race with a removal either in or out, and then none", async () => {
      const id = await createSample(store);
      const appends = Array.from({ length: 20 }, (_, n) => store.append(id, [put(n, "x")]));
      const removal = store.remove(id, "revoked", 1);
      for (const result of await Promise.allSettled(appends))
        if (result.status === "rejected") assert.ok(result.reason instanceof ShareGoneError);
      await removal;
      await assert.rejects(store.append(id, [put(1, "late")]), ShareGoneError);
    });

    it("tells of removals at once which one ended the share", async () => {
      const id = await createSample(store);
      const removals = await Promise.all([1, 2, 3].map((at) => store.remove(id, "revoked", at)));
      assert.equal(removals.filter(Boolean).length, 1);
      assert.equal(await store.remove(id, "expired", 4), false);
    });

    it("ends only what was judged, when that is asked", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a")]);
      await store.update(id, { expiresAt: null });
      await assert.rejects(store.remove(id, "expired", 1, 1), VersionConflictError);
      assert.equal((await store.get(id))?.state, "live");
      assert.equal(await store.revision(id), 1);
      assert.equal(await store.remove(id, "expired", 1, 2), true);
      assert.equal(await store.remove(id, "expired", 1, 1), false);
    });

    it("either ends a share or lets it be changed, when both happen at the same moment", async () => {
      for (let round = 0; round < 10; round++) {
        const id = await createSample(store);
        const [removal, change, revocation] = await Promise.allSettled([
          store.remove(id, "expired", 1, 1),
          store.update(id, { expiresAt: null }, 1),
          ...(round % 2 === 1 ? [store.remove(id, "revoked", 2)] : []),
        ]);
        const record = await store.get(id);
        if (change.status === "rejected") assert.equal(record?.state, "gone");
        else {
          assert.ok(
            removal.status === "rejected" ? removal.reason instanceof VersionConflictError : !removal.value,
          );
          assert.equal(record?.state, revocation ? "gone" : "live");
        }
        if (revocation) assert.equal(revocation.status, "fulfilled");
      }
    });

    it("lists the shares whose time is over", async () => {
      const metas = [null, 10, 20, 30, 5].map((expiresAt) => sampleMeta({ expiresAt }));
      for (const meta of metas) await store.create(meta);
      await store.remove(metas[4]?.shareId ?? "", "expired", 1);
      assert.deepEqual(await store.expired(20), [metas[1]?.shareId, metas[2]?.shareId]);
    });

    it("forgets, when asked, that old shares were there, and no others", async () => {
      const ids = [await createSample(store), await createSample(store), await createSample(store)];
      await store.remove(ids[0] ?? "", "revoked", 10);
      await store.remove(ids[1] ?? "", "expired", 20);
      assert.equal(await store.forget(10), 1);
      assert.equal(await store.get(ids[0] ?? ""), undefined);
      assert.deepEqual(await store.get(ids[1] ?? ""), { state: "gone", reason: "expired", at: 20 });
      assert.equal((await store.get(ids[2] ?? ""))?.state, "live");
      assert.equal(await store.forget(10), 0);
    });
  });
}

function callsOf(store: ShareStore, shareId: string): (() => Promise<unknown>)[] {
  return [
    () => store.append(shareId, [put(1, "a")]),
    () => store.revision(shareId),
    () => store.readSince(shareId, 0),
    () => store.manifest(shareId),
    () => store.update(shareId, { title: "New", expiresAt: 1 }),
    () => store.opens(shareId),
    () => store.takeView(shareId),
    () => store.size(shareId),
    () => store.footprint(shareId),
  ];
}
