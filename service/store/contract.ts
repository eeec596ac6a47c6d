import assert from "node:assert/strict";
import { contentHash } from "../../protocol/content-hash.ts";
import { AppendMismatchError, appendToText } from "../../protocol/entries.ts";
import { emptyShare, receiveBatches } from "../../protocol/share-state.ts";
import { referenceOf } from "../shares/reference.ts";
import { collect } from "../testing/collect.ts";
import { append, drop, put, sampleKey, sampleMeta } from "../testing/sample.ts";
import { ShareGoneError, ShareUnknownError } from "./errors.ts";
import type { ShareStore } from "./store.ts";

/** What every store promises. `open` gives an empty one, which the suite closes. */
export function describeShareStore(name: string, open: () => Promise<ShareStore>): void {
  describe(`${name} as a share store`, () => {
    let store: ShareStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    async function created(): Promise<string> {
      const meta = sampleMeta();
      await store.create(meta);
      return meta.shareId;
    }

    it("knows a share as it was created, with fields it has never heard of", async () => {
      const meta = { ...sampleMeta({ title: "Ünïcode 🎉", expiresAt: 5 }), org: "acme" };
      await store.create(meta);
      assert.deepEqual(await store.get(meta.shareId), { state: "live", meta });
      assert.equal(await store.revision(meta.shareId), 0);
    });

    it("knows nothing of a share that never was", async () => {
      assert.equal(await store.get("nobody"), undefined);
      for (const call of callsOf(store, "nobody")) await assert.rejects(call, ShareUnknownError);
      await assert.rejects(store.remove("nobody", "revoked", 1), ShareUnknownError);
      await store.countOpen("nobody", 1);
      assert.equal(await store.get("nobody"), undefined);
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
      const id = await created();
      assert.deepEqual(await store.opens(id), { count: 0, lastAt: null });
      await Promise.all([10, 20, 30].map((at) => store.countOpen(id, at)));
      await store.update(id, { mode: "snapshot" });
      assert.deepEqual(await store.opens(id), { count: 3, lastAt: 30 });
    });

    it("remembers who opened a share, the last first", async () => {
      const id = await created();
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
      assert.equal(await store.takeView(await created()), true);
    });

    it("knows how large a share is", async () => {
      const id = await created();
      assert.equal(await store.size(id), 0);
      await store.append(id, [put(1, "é")]);
      const one = await store.size(id);
      assert.equal(one, sampleKey(1).length + Buffer.byteLength(JSON.stringify({ type: "text", text: "é" })));
      await store.append(id, [put(2, "é")]);
      assert.equal(await store.size(id), 2 * one);
      await store.append(id, [drop(1), drop(2)]);
      assert.equal(await store.size(id), 0);
    });

    it("knows what a share takes where it is kept", async () => {
      const id = await created();
      const empty = await store.footprint(id);
      await store.append(id, [put(1, "x".repeat(10_000))]);
      assert.ok((await store.footprint(id)) >= empty + 10_000);
      await store.remove(id, "revoked", 1);
      await assert.rejects(store.footprint(id), ShareGoneError);
    });

    it("says of every living share, by its reference, that it is whole, even while it is written", async () => {
      const ids = [await created(), await created()];
      const gone = await created();
      await store.remove(gone, "revoked", 1);
      const writing = ids.flatMap((id) =>
        Array.from({ length: 50 }, (_, n) => store.append(id, [put(n, "x".repeat(1000))])),
      );
      const verified = await collect(store.verify());
      await Promise.all(writing);
      for (const { name, problem } of verified) assert.equal(problem, undefined, name);
      const names = verified.map(({ name }) => name).filter((name) => name !== "index");
      assert.deepEqual(names.sort(), ids.map(referenceOf).sort());
      const again = await collect(store.verify());
      for (const id of ids) {
        const found = again.find(({ name }) => name === referenceOf(id));
        assert.ok((found?.records ?? 0) >= 50);
        assert.equal(found?.unfinished, undefined);
      }
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

    it("forgets, when asked, that old shares were there, and no others", async () => {
      const ids = [await created(), await created(), await created()];
      await store.remove(ids[0] ?? "", "revoked", 10);
      await store.remove(ids[1] ?? "", "expired", 20);
      assert.equal(await store.forget(10), 1);
      assert.equal(await store.get(ids[0] ?? ""), undefined);
      assert.deepEqual(await store.get(ids[1] ?? ""), { state: "gone", reason: "expired", at: 20 });
      assert.equal((await store.get(ids[2] ?? ""))?.state, "live");
      assert.equal(await store.forget(10), 0);
    });

    it("raises the revision with every batch and tells the step", async () => {
      const id = await created();
      assert.deepEqual(await store.append(id, [put(1, "a")]), {
        base: 0,
        revision: 1,
        entries: [put(1, "a")],
      });
      assert.deepEqual(await store.append(id, [drop(9)]), { base: 1, revision: 2, entries: [drop(9)] });
      assert.equal(await store.revision(id), 2);
    });

    it("reads the whole by key", async () => {
      const id = await created();
      await store.append(id, [put(3, "c"), put(1, "a"), put(2, "b")]);
      await store.append(id, [drop(2), append(1, 1, "é🎉")]);
      const { entries, ...step } = await store.readSince(id, 0);
      assert.deepEqual(step, { base: 0, revision: 2 });
      assert.deepEqual(entries, [put(1, "aé🎉"), put(3, "c")]);
    });

    it("keeps JSON text as it came, whatever it says", async () => {
      const id = await created();
      const content = '{"__proto__":{"x":1},"constructor":null,"n":1e21,"s":"\\ud800 \\n \\u2028 ü"}';
      await store.append(id, [{ key: sampleKey(1), content }]);
      assert.deepEqual((await store.readSince(id, 0)).entries, [{ key: sampleKey(1), content }]);
    });

    it("reads what is newer than a revision, merged by key", async () => {
      const id = await created();
      await store.append(id, [put(1, "a"), put(2, "b")]);
      await store.append(id, [append(1, 1, "a"), drop(2)]);
      await store.append(id, [append(1, 2, "a"), put(3, "c")]);
      assert.deepEqual(await store.readSince(id, 1), {
        base: 1,
        revision: 3,
        entries: [put(1, "aaa"), drop(2), put(3, "c")],
      });
      assert.deepEqual((await store.readSince(id, 3)).entries, []);
    });

    it("starts a reader from nothing whose revision is from another life", async () => {
      const id = await created();
      await store.append(id, [put(1, "a")]);
      assert.deepEqual(await store.readSince(id, 7), {
        base: 0,
        revision: 1,
        entries: [put(1, "a")],
        reset: true,
      });
    });

    it("goes beyond revisions that were lost, and starts readers of these from nothing", async () => {
      const id = await created();
      await store.append(id, [put(1, "a")], 0);
      const step = { base: 1, revision: 7, entries: [put(2, "b")] };
      assert.deepEqual(await store.append(id, step.entries, 5), step);
      for (const lost of [2, 3, 4, 5, 6])
        assert.equal((await store.readSince(id, lost)).reset, true, `${lost}`);
      assert.equal((await store.readSince(id, 7)).reset, undefined);
      assert.equal((await store.append(id, [put(3, "c")], 7)).revision, 8);
      assert.deepEqual(await store.readSince(id, 7), { base: 7, revision: 8, entries: [put(3, "c")] });
      await assert.rejects(store.append(id, [append(1, 9, "x")], 20), AppendMismatchError);
      assert.equal(await store.revision(id), 8);
    });

    it("brings a reader of any revision to the same state", async () => {
      const id = await created();
      const batches = [
        [put(1, "a"), put(2, "b")],
        [drop(1)],
        [put(1, "c")],
        [drop(2), drop(1)],
        [put(2, "z")],
      ];
      const states = [emptyShare<string>()];
      for (const entries of batches) {
        const last = states.at(-1) ?? emptyShare<string>();
        states.push(receiveBatches(last, [await store.append(id, entries)], appendToText));
      }
      for (const state of states) {
        const caughtUp = receiveBatches(state, [await store.readSince(id, state.revision)], appendToText);
        assert.deepEqual(caughtUp, states.at(-1));
      }
    });

    it("refuses an append that does not fit, with its whole batch", async () => {
      const id = await created();
      await store.append(id, [put(1, "a")]);
      await assert.rejects(store.append(id, [put(2, "b"), append(1, 5, "x")]), AppendMismatchError);
      assert.equal(await store.revision(id), 1);
      assert.deepEqual((await store.readSince(id, 0)).entries, [put(1, "a")]);
    });

    it("hashes every content for the manifest", async () => {
      const id = await created();
      await store.append(id, [put(2, "b"), put(1, "a")]);
      await store.append(id, [append(1, 1, "!"), drop(2)]);
      const hash = contentHash(JSON.stringify({ type: "text", text: "a!" }));
      assert.deepEqual(await store.manifest(id), { revision: 2, keys: { [sampleKey(1)]: hash } });
    });

    it("orders batches that come at once, and loses none", async () => {
      const id = await created();
      const steps = await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(id, [put(n, "x")])));
      assert.deepEqual(
        steps.map(({ revision }) => revision).sort((a, b) => a - b),
        Array.from({ length: 50 }, (_, n) => n + 1),
      );
      assert.equal((await store.readSince(id, 0)).entries.length, 50);
    });

    it("forgets everything of a removed share but why it went", async () => {
      const id = await created();
      await store.append(id, [put(1, "a")]);
      await store.remove(id, "revoked", 1);
      await store.remove(id, "expired", 1);
      await store.countOpen(id, 1);
      assert.deepEqual(await store.get(id), { state: "gone", reason: "revoked", at: 1 });
      for (const call of callsOf(store, id)) await assert.rejects(call, ShareGoneError);
    });

    it("lets batches that race with a removal either in or out, and then none", async () => {
      const id = await created();
      const appends = Array.from({ length: 20 }, (_, n) => store.append(id, [put(n, "x")]));
      const removal = store.remove(id, "revoked", 1);
      for (const result of await Promise.allSettled(appends))
        if (result.status === "rejected") assert.ok(result.reason instanceof ShareGoneError);
      await removal;
      await assert.rejects(store.append(id, [put(1, "late")]), ShareGoneError);
    });

    it("lists the shares whose time is over", async () => {
      const metas = [null, 10, 20, 30, 5].map((expiresAt) => sampleMeta({ expiresAt }));
      for (const meta of metas) await store.create(meta);
      await store.remove(metas[4]?.shareId ?? "", "expired", 1);
      assert.deepEqual(await store.expired(20), [metas[1]?.shareId, metas[2]?.shareId]);
    });

    it("says that it can be written", () => store.check());
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
