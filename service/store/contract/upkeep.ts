import assert from "node:assert/strict";
import { collect } from "../../testing/collect.ts";
import { createSample, drop, put, sampleKey } from "../../testing/sample.ts";
import { ShareGoneError } from "../errors.ts";
import { referenceOf } from "../reference.ts";
import type { ShareStore } from "../store.ts";

/** What every store tells those who look after it. */
export function describeUpkeep(open: () => Promise<ShareStore>): void {
  describe("its upkeep", () => {
    let store: ShareStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("knows how large a share is, by its bytes and by what it costs to keep each key", async () => {
      const id = await createSample(store);
      assert.equal(await store.size(id), 0);
      await store.append(id, [put(1, "é")]);
      const one = await store.size(id);
      const bytes = sampleKey(1).length + Buffer.byteLength(JSON.stringify({ type: "text", text: "é" }));
      assert.ok(one > bytes, `${one}`);
      await store.append(id, [put(2, "é")]);
      assert.equal(await store.size(id), 2 * one);
      await store.append(id, [drop(1), drop(2)]);
      const deleted = await store.size(id);
      assert.ok(deleted > 0 && deleted < 2 * one, "deletions are remembered, too");
      await store.append(id, [drop(3)]);
      assert.equal(await store.size(id), deleted, "one that deletes nothing is not");
    });

    it("knows what a share takes where it is kept", async () => {
      const id = await createSample(store);
      const empty = await store.footprint(id);
      await store.append(id, [put(1, "x".repeat(10_000))]);
      assert.ok((await store.footprint(id)) >= empty + 10_000);
      await store.remove(id, "revoked", 1);
      await assert.rejects(store.footprint(id), ShareGoneError);
    });

    it("says of every living share, by its reference, that it is whole, even while it is written", async () => {
      const ids = [await createSample(store), await createSample(store)];
      const gone = await createSample(store);
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

    it("says that it can be written", () => store.check());
  });
}
