import assert from "node:assert/strict";
import { entriesOf, inText, manifestOf, stepSince } from "../../testing/read.ts";
import { append, createSample, drop, put, sampleKey } from "../../testing/sample.ts";
import { ShareGoneError } from "../errors.ts";
import { type Reading, readAll } from "../reading.ts";
import type { ShareStore } from "../store.ts";

const LARGE = "large ".repeat(200_000);

/** How every store lets shares be read piece by piece. */
export function describeReadings(open: () => Promise<ShareStore>): void {
  describe("a reading", () => {
    let store: ShareStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("tells one revision, whatever is changed and appended before it is read", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a"), put(2, "b"), put(3, "c")]);
      const [whole, newer] = [await store.readSince(id, 0), await store.readSince(id, 1)];
      await store.append(id, [append(1, 1, "A"), drop(2), put(3, "C"), put(4, "d")]);
      assert.deepEqual(await readAll(whole), {
        base: 0,
        revision: 1,
        entries: [put(1, "a"), put(2, "b"), put(3, "c")],
      });
      assert.deepEqual(await readAll(newer), { base: 1, revision: 1, entries: [] });
      assert.deepEqual(await entriesOf(store, id), [put(1, "aA"), put(3, "C"), put(4, "d")]);
    });

    it("gives large contents in pieces, each with its length", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, LARGE), put(2, "b")]);
      await store.append(id, [append(1, LARGE.length, LARGE)]);
      const reading = await store.readSince(id, 0);
      const sizes: number[] = [];
      for await (const entry of reading.entries()) {
        assert.ok("content" in entry);
        let size = 0;
        for await (const piece of entry.content()) {
          assert.ok(piece.length > 0 && piece.length <= 256 * 1024);
          size += piece.length;
        }
        assert.equal(size, entry.size);
        sizes.push(size);
      }
      reading.close();
      assert.deepEqual(
        sizes,
        [LARGE + LARGE, "b"].map((text) => JSON.stringify({ type: "text", text }).length),
      );
    });

    it("goes on to the next entry when one was not read to its end", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, LARGE), put(2, "b")]);
      const reading = await store.readSince(id, 0);
      const keys: string[] = [];
      for await (const entry of reading.entries()) {
        keys.push(entry.key);
        if ("content" in entry) for await (const _ of entry.content()) break;
      }
      reading.close();
      assert.deepEqual(keys, [sampleKey(1), sampleKey(2)]);
    });

    it("gives nothing any more when the removal of its share is answered", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, LARGE), put(2, LARGE)]);
      const [begun, fresh, manifest] = [
        await store.readSince(id, 0),
        await store.readSince(id, 0),
        await store.manifest(id),
      ];
      const entry = await begun.entries()[Symbol.asyncIterator]().next();
      assert.ok(!entry.done && "content" in entry.value);
      const pieces = entry.value.content()[Symbol.asyncIterator]();
      assert.equal((await pieces.next()).done, false);
      await store.remove(id, "expired", 1);
      await assert.rejects(async () => pieces.next(), isExpired);
      await assert.rejects(readAll(fresh), isExpired);
      await assert.rejects(async () => manifest.pages()[Symbol.asyncIterator]().next(), isExpired);
      for (const { signal } of [begun, fresh, manifest]) assert.ok(isExpired(signal.reason));
    });

    it("is closed twice, or before anything was read, without harm", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, "a")]);
      const readings: Pick<Reading, "close">[] = [await store.readSince(id, 0), await store.manifest(id)];
      for (const reading of [...readings, ...readings]) reading.close();
      await store.remove(id, "revoked", 1);
    });

    it("of many at once each tells the same", async () => {
      const id = await createSample(store);
      await store.append(id, [put(1, LARGE), put(2, "b")]);
      const readings = await Promise.all(Array.from({ length: 50 }, () => store.readSince(id, 0)));
      const expected = inText(await stepSince(store, id, 0));
      for (const read of await Promise.all(readings.map(readAll))) assert.deepEqual(inText(read), expected);
    });

    it("of a manifest gives every key of a share that has many", async () => {
      const id = await createSample(store);
      for (let from = 0; from < 2000; from += 500)
        await store.append(
          id,
          Array.from({ length: 500 }, (_, n) => put(from + n, `${n}`)),
        );
      const { keys } = await manifestOf(store, id);
      assert.deepEqual(
        Object.keys(keys),
        Array.from({ length: 2000 }, (_, n) => sampleKey(n)),
      );
    });
  });
}

function isExpired(error: unknown): boolean {
  return error instanceof ShareGoneError && error.reason === "expired";
}
