import assert from "node:assert/strict";
import { entriesOf } from "../../testing/read.ts";
import { createSample, put, sampleMeta } from "../../testing/sample.ts";
import { QuotaReachedError, VersionConflictError } from "../errors.ts";
import { referenceOf } from "../reference.ts";
import type { ShareMeta, ShareStore } from "../store.ts";

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
      assert.deepEqual(await store.get(meta.shareId), { state: "live", meta, version: 1 });
      assert.equal(await store.revision(meta.shareId), 0);
    });

    it("changes what is known of a share, and leaves the rest as it is", async () => {
      const meta = { ...sampleMeta({ expiresAt: 5 }), org: "acme" };
      await store.create(meta);
      await store.append(meta.shareId, [put(1, "a")]);
      let version = 1;
      for (const change of [
        { expiresAt: 7, mode: "snapshot" },
        { title: "Ünïcode 🎉" },
        { expiresAt: null },
        {},
      ] as const) {
        Object.assign(meta, change);
        version += 1;
        assert.deepEqual(await store.update(meta.shareId, change), { state: "live", meta, version });
        assert.deepEqual(await store.get(meta.shareId), { state: "live", meta, version });
      }
      assert.deepEqual(await store.expired(100), []);
      assert.deepEqual(await entriesOf(store, meta.shareId), [put(1, "a")]);
    });

    it("changes only what was judged: of changes at once that saw the same version, one is made", async () => {
      const id = await createSample(store);
      const changes = ["one", "two", "three"].map((title) => store.update(id, { title }, 1));
      const results = await Promise.allSettled(changes);
      const made = results.filter((result) => result.status === "fulfilled").map(({ value }) => value);
      assert.deepEqual([made.length, made[0]?.version], [1, 2]);
      for (const result of results)
        if (result.status === "rejected") assert.ok(result.reason instanceof VersionConflictError);
      assert.deepEqual(await store.get(id), made[0]);
      await assert.rejects(store.update(id, { audience: "me" }, 1), VersionConflictError);
      assert.equal((await store.update(id, { title: "four" }, 2)).version, 3);
    });

    it("counts a taken view as a change", async () => {
      const meta = sampleMeta({ maxViews: 3 });
      await store.create(meta);
      await store.takeView(meta.shareId);
      await assert.rejects(store.update(meta.shareId, { maxViews: null }, 1), VersionConflictError);
    });

    it("creates no more shares than the quota of an owner and of an organisation, however many at once", async () => {
      const create = (owner: string, quota = { perOwner: 2, perOrg: 3 }) =>
        store.create(sampleMeta({ owner: { id: owner }, org: "acme" }), quota);
      const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => create("ann")));
      assert.equal(attempts.filter(({ status }) => status === "fulfilled").length, 2);
      await create("bob");
      await assert.rejects(
        create("cleo"),
        (error) => error instanceof QuotaReachedError && error.whose === "org",
      );
      assert.equal(await store.count({ org: "acme" }), 3);
      assert.equal(await store.count({ org: "acme", ownerId: "ann" }), 2);
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
      const cursor = { createdAt: 3, reference: referenceOf(metas[1]?.shareId ?? "") };
      assert.deepEqual(await times({ org: "acme", limit: 1, after: cursor }), [2]);
      await store.remove(metas[1]?.shareId ?? "", "revoked", 1);
      assert.deepEqual(await times({ org: "acme", after: cursor }), [2, 1], "although its share is gone");
      await store.create({ ...(metas[1] as ShareMeta), shareId: sampleMeta().shareId });
      assert.equal(await store.count({ org: "acme" }), 3);
      assert.equal(await store.count({ ownerId: "ann", org: "evil" }), 1);
      assert.ok((await store.list({ limit: 1 })).every((share) => !("title" in share)));
    });

    it("keeps times that no calendar has, in order", async () => {
      const times = [1e300, 8.64e15 + 1, -1e300];
      const metas = times.map((time) => sampleMeta({ createdAt: time, expiresAt: time }));
      for (const meta of metas) await store.create(meta);
      for (const meta of metas)
        assert.deepEqual(await store.get(meta.shareId), { state: "live", meta, version: 1 });
      assert.deepEqual(
        (await store.list({ limit: 9 })).map(({ createdAt }) => createdAt),
        times,
      );
      assert.deepEqual(await store.expired(Date.now()), [metas[2]?.shareId]);
    });

    it("finds a living share by its reference", async () => {
      const id = await createSample(store);
      assert.equal((await store.find(referenceOf(id)))?.shareId, id);
      assert.equal(await store.find("nothing"), undefined);
      await store.remove(id, "revoked", 1);
      assert.equal(await store.find(referenceOf(id)), undefined);
    });
  });
}
