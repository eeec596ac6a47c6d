import assert from "node:assert/strict";
import { contentHash } from "../../../protocol/content-hash.ts";
import { AppendMismatchError, appendToText } from "../../../protocol/entries.ts";
import { emptyShare, receiveBatches } from "../../../protocol/share-state.ts";
import { entriesOf, inText, manifestOf, stepMade, stepSince } from "../../testing/read.ts";
import { append, createSample, drop, put, sampleKey } from "../../testing/sample.ts";
import { RevisionAheadError, ShareFullError } from "../errors.ts";
import type { ShareStore } from "../store.ts";

/** How every store keeps the contents of a share, and tells them by revision. */
export function describeContents(open: () => Promise<ShareStore>): void {
  describe("a share's contents", () => {
    let store: ShareStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("raises the revision with every batch and tells the step", async () => {
      const id = await createSample(store);
      const first = [put(1, "a"), append(1, 1, "é"), drop(2)];
      assert.deepEqual(stepMade(await store.append(id, first)), { base: 0, revision: 1, entries: first });
      const second = [drop(9)];
      assert.deepEqual(stepMade(await store.append(id, second)), { base: 1, revision: 2, entries: second });
      assert.equal(await store.revision(id), 2);
    });

    it("reads the whole by key", async () => {
      const id = await createSample(store);
      await store.append(id, [put(3, "c"), put(1, "a"), put(2, "b")]);
      await store.append(id, [drop(2), append(1, 1, "é🎉")]);
      const { entries, ...step } = await stepSince(store, id, 0);
      assert.deepEqual(step, { base: 0, revision: 2 });
      assert.deepEqual(entries, [put(1, "aé🎉"), put(3, "c")]);
    });

    it("keeps JSON text as it came, whatever it says", async () => {
      const id = await createSample(store);
      const content = Buffer.from(
        '{"__proto__":{"x":1},"constructor":null,"n":1e21,"s":"\\ud800 \\n \\u2028 ü", "big":123456789012345678901234567890 }',
      );
      await store.append(id, [{ key: sampleKey(1), content }]);
      assert.deepEqual(await entriesOf(store, id), [{ key: sampleKey(1), content }]);
    });

    it("reads what is newer than a revision, merged by key", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a"), put(2, "b")]);
      await store.append(id, [append(1, 1, "a"), drop(2)]);
      await store.append(id, [append(1, 2, "a"), put(3, "c")]);
      assert.deepEqual(await stepSince(store, id, 1), {
        base: 1,
        revision: 3,
        entries: [put(1, "aaa"), drop(2), put(3, "c")],
      });
      assert.deepEqual((await stepSince(store, id, 3)).entries, []);
    });

    it("starts a reader from nothing whose revision is from another life", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a")]);
      assert.deepEqual(await stepSince(store, id, 7), {
        base: 0,
        revision: 1,
        entries: [put(1, "a")],
        reset: true,
      });
    });

    it("goes beyond revisions that were lost, and starts readers of these from nothing", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a")], { lastSeenRevision: 0 });
      const step = { base: 1, revision: 7, entries: [put(2, "b")] };
      assert.deepEqual(stepMade(await store.append(id, step.entries, { lastSeenRevision: 5 })), step);
      for (const lost of [2, 3, 4, 5, 6])
        assert.equal((await stepSince(store, id, lost)).reset, true, `${lost}`);
      assert.equal((await stepSince(store, id, 7)).reset, undefined);
      assert.equal((await store.append(id, [put(3, "c")], { lastSeenRevision: 7 })).revision, 8);
      assert.deepEqual(await stepSince(store, id, 7), { base: 7, revision: 8, entries: [put(3, "c")] });
      await assert.rejects(
        store.append(id, [append(1, 9, "x")], { lastSeenRevision: 20 }),
        AppendMismatchError,
      );
      assert.equal(await store.revision(id), 8);
    });

    it("brings a reader of any revision to the same state", async () => {
      const id = await createSample(store);
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
        const step = inText(stepMade(await store.append(id, entries)));
        states.push(receiveBatches(last, [step], appendToText));
      }
      for (const state of states) {
        const caughtUp = receiveBatches(
          state,
          [inText(await stepSince(store, id, state.revision))],
          appendToText,
        );
        assert.deepEqual(caughtUp, states.at(-1));
      }
    });

    it("refuses an append that does not fit, with its whole batch", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a")]);
      await assert.rejects(store.append(id, [put(2, "b"), append(1, 5, "x")]), AppendMismatchError);
      assert.equal(await store.revision(id), 1);
      assert.deepEqual(await entriesOf(store, id), [put(1, "a")]);
    });

    it("accepts no batch that makes a share larger than it may be, however many come at once", async () => {
      const id = await createSample(store);
      const maxBytes = 1000;
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => store.append(id, [put(n, "x".repeat(200))], { maxBytes })),
      );
      for (const result of results)
        if (result.status === "rejected") assert.ok(result.reason instanceof ShareFullError);
      const size = await store.size(id);
      assert.ok(size > 0 && size <= maxBytes, `${size}`);
      await store.append(id, [drop(0)], { maxBytes: 1 });
    });

    it("accepts no batch that gives a share more keys than it may have", async () => {
      const id = await createSample(store);
      const maxKeys = 3;
      await store.append(id, [put(1, "a"), put(2, "b"), put(3, "c")], { maxKeys });
      await assert.rejects(store.append(id, [put(4, "d")], { maxKeys }), isFullOf("keys"));
      await store.append(id, [put(3, "C"), append(1, 1, "A")], { maxKeys });
      await store.append(id, [drop(2), put(4, "d")], { maxKeys });
      await assert.rejects(
        store.append(id, [drop(1), put(5, "e"), put(6, "f")], { maxKeys }),
        isFullOf("keys"),
      );
      assert.equal((await entriesOf(store, id)).length, 3);
    });

    it("counts what keys and remembered deletions cost, so that no number of them is free", async () => {
      const id = await createSample(store);
      const tiny = (n: number) => ({ key: sampleKey(n), content: Buffer.from("1") });
      for (let n = 0; n < 50; n++) await store.append(id, [tiny(n)]);
      const size = await store.size(id);
      assert.ok(size > 50 * 100, `${size}`);
      for (let n = 0; n < 50; n++) await store.append(id, [drop(n)]);
      assert.ok((await store.size(id)) > 50 * 80);
      await assert.rejects(store.append(id, [put(99, "x")], { maxBytes: 50 * 80 }), isFullOf("bytes"));
    });

    it("takes off what a batch replaces, and lets a share that is too large become smaller bit by bit", async () => {
      const id = await createSample(store);
      const text = "x".repeat(1000);
      await store.append(id, [put(1, text), put(2, text)]);
      const maxBytes = (await store.size(id)) + 10;
      await store.append(id, [put(1, text.toUpperCase())], { maxBytes });
      await store.append(id, [drop(1), put(3, text.slice(100))], { maxBytes });
      await store.append(id, [put(3, text.slice(200))], { maxBytes: 100 });
      await store.append(id, [drop(2)], { maxBytes: 100 });
      await assert.rejects(store.append(id, [put(3, text)], { maxBytes: 100 }), isFullOf("bytes"));
    });

    it("refuses a revision that nobody can have seen, however many a backup may lack", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a")]);
      for (const lastSeenRevision of [2 ** 40, 2 ** 20 + 2, Number.MAX_SAFE_INTEGER])
        await assert.rejects(store.append(id, [put(1, "b")], { lastSeenRevision }), RevisionAheadError);
      assert.equal(await store.revision(id), 1);
      assert.equal(
        (await store.append(id, [put(1, "b")], { lastSeenRevision: 2 ** 20 })).revision,
        2 ** 20 + 2,
      );
    });

    it("hashes every content for the manifest", async () => {
      const id = await createSample(store);
      await store.append(id, [put(2, "b"), put(1, "a")]);
      await store.append(id, [append(1, 1, "!"), drop(2)]);
      const hash = contentHash(JSON.stringify({ type: "text", text: "a!" }));
      assert.deepEqual(await manifestOf(store, id), { revision: 2, keys: { [sampleKey(1)]: hash } });
    });

    it("orders batches that come at once, and loses none", async () => {
      const id = await createSample(store);
      const steps = await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(id, [put(n, "x")])));
      assert.deepEqual(
        steps.map(({ revision }) => revision).sort((a, b) => a - b),
        Array.from({ length: 50 }, (_, n) => n + 1),
      );
      assert.equal((await entriesOf(store, id)).length, 50);
    });
  });
}

function isFullOf(what: "bytes" | "keys"): (error: unknown) => boolean {
  return (error) => error instanceof ShareFullError && error.of === what;
}
