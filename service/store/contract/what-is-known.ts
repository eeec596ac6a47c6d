import assert from "node:assert/strict";
import { createSample, put, sampleMeta } from "../../testing/sample.ts";
import type { ShareStore } from "../store.ts";

/** What every store knows of a share beside its contents. */
export function describeWhatIsKnown(open: () => Promise<ShareStore>): void {
  describe("what is known of a share", () => {
    let store: ShareStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("knows a share as it was created, with fields it has never heard of", async () => {
      const meta = { ...sampleMeta({ title: "Ünïcode 🎉", expiresAt: 5 }), org: "acme" };
      await store.create(meta);
      assert.deepEqual(await store.get(meta.shareId), { state: "live", meta });
      assert.equal(await store.revision(meta.shareId), 0);
    });

    it("changes what is known of a share, and leaves the rest as it is", async () => {
      const meta = { ...sampleMeta({ expiresAt: 5 }), org: "acme" };
      await store.create(meta);
      await store.append(meta.shareId, [put(1, "a")]);
      for (const change of [
        { expiresAt: 7, mode: "snapshot" },
        { title: "Ünïcode 🎉" },
        { expiresAt: null },
        {},
      ] as const) {
        Object.assign(meta, change);
        assert.deepEqual(await store.update(meta.shareId, change), meta);
        assert.deepEqual(await store.get(meta.shareId), { state: "live", meta });
      }
      assert.deepEqual(await store.expired(100), []);
      assert.deepEqual((await store.readSince(meta.shareId, 0)).entries, [put(1, "a")]);
    });

    it("counts openings, and keeps the count through a change", async () => {
      const id = await createSample(store);
      assert.deepEqual(await store.opens(id), { count: 0, lastAt: null });
      await Promise.all([10, 20, 30].map((at) => store.countOpen(id, at)));
      await store.update(id, { mode: "snapshot" });
      assert.deepEqual(await store.opens(id), { count: 3, lastAt: 30 });
    });

    it("remembers who opened a share, the last first", async () => {
      const id = await createSample(store);
      await store.countOpen(id, 10, { id: "ann", name: "Ann" });
      await store.countOpen(id, 20);
      await store.countOpen(id, 30, { id: "bob" });
      await store.countOpen(id, 40, { id: "ann", name: "Ann" });
      assert.deepEqual(await store.opens(id), {
        count: 4,
        lastAt: 40,
        readers: [
          { id: "ann", name: "Ann", count: 2, lastAt: 40 },
          { id: "bob", count: 1, lastAt: 30 },
        ],
      });
    });

    it("gives out as many views as there are, however many ask at once", async () => {
      const meta = sampleMeta({ maxViews: 3 });
      await store.create(meta);
      const taken = await Promise.all(Array.from({ length: 10 }, () => store.takeView(meta.shareId)));
      assert.equal(taken.filter(Boolean).length, 3);
      await store.update(meta.shareId, { maxViews: 4 });
      assert.deepEqual(
        [await store.takeView(meta.shareId), await store.takeView(meta.shareId)],
        [true, false],
      );
      assert.equal(await store.takeView(await createSample(store)), true);
    });

    it("lists and counts the living shares of somebody or of an organisation, the newest first", async () => {
      const of = (owner: string, org: string, createdAt: number) =>
        sampleMeta({ owner: { id: owner }, org, createdAt });
      const metas = [of("ann", "acme", 1), of("ann", "acme", 3), of("bob", "acme", 2), of("ann", "evil", 4)];
      const nobodys = sampleMeta({ createdAt: 5 });
      for (const meta of [...metas, nobodys]) await store.create(meta);
      const gone = of("ann", "acme", 9);
      await store.create(gone);
      await store.remove(gone.shareId, "revoked", 1);
      const times = async (query: object) =>
        (await store.list({ limit: 10, ...query })).map(({ createdAt }) => createdAt);
      assert.deepEqual(await times({}), [5, 4, 3, 2, 1]);
      assert.deepEqual(await times({ ownerId: "ann", org: "acme" }), [3, 1]);
      assert.deepEqual(await times({ org: "acme" }), [3, 2, 1]);
      assert.deepEqual(await times({ org: "acme", limit: 1, after: metas[1]?.shareId }), [2]);
      assert.equal(await store.count({ org: "acme" }), 3);
      assert.equal(await store.count({ ownerId: "ann", org: "evil" }), 1);
      assert.ok((await store.list({ limit: 1 })).every((share) => !("title" in share)));
    });
  });
}
