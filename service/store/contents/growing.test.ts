import assert from "node:assert/strict";
import * as fc from "fast-check";
import { contentHash } from "../../../protocol/content-hash.ts";
import { AppendMismatchError } from "../../../protocol/entries.ts";
import { manifestOf, stepSince } from "../../testing/read.ts";
import { append, createSample, put, sampleKey } from "../../testing/sample.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import type { ShareStore } from "../store.ts";

const units = fc.string({
  unit: fc.constantFrom("a", '"', "\\", "\n", "\u0001", "é", "\u2028", "🎉", "\ud83d", "\ude00"),
});
const cuts = fc.array(fc.nat(30), { maxLength: 6 });

/** A text in pieces, cut anywhere. */
function pieces(text: string, at: readonly number[]): string[] {
  const places = [0, ...at.map((place) => Math.min(place, text.length)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, index) => text.slice(places[index], end));
}

async function contentOf(store: ShareStore, id: string): Promise<string> {
  const [entry] = (await stepSince(store, id, 0)).entries;
  return entry && "content" in entry ? entry.content.toString() : "";
}

describe("a text that grows", () => {
  it("reads as JSON.stringify writes the whole of it, wherever it was cut", async () => {
    await fc.assert(
      fc.asyncProperty(units, cuts, async (text, at) => {
        const store = new MemoryStore();
        const id = await createSample(store);
        const [first = "", ...rest] = pieces(text, at);
        await store.append(id, [put(1, first)]);
        let length = first.length;
        for (const piece of rest) {
          await store.append(id, [append(1, length, piece)]);
          length += piece.length;
        }
        const whole = JSON.stringify({ type: "text", text });
        assert.equal(await contentOf(store, id), whole);
        assert.deepEqual((await manifestOf(store, id)).keys, { [sampleKey(1)]: contentHash(whole) });
      }),
      { numRuns: 1000 },
    );
  });

  it("grows in several places of one content, each for itself", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(2), units), { maxLength: 12 }), async (added) => {
        const store = new MemoryStore();
        const id = await createSample(store);
        const texts = ["\ud83d", "", "z"];
        const write = () => JSON.stringify({ b: { c: texts[0], d: [1, texts[1]] }, a: texts[2] });
        const paths = [["b", "c"], ["b", "d", "1"], ["a"]];
        await store.append(id, [{ key: sampleKey(1), content: Buffer.from(write()) }]);
        for (const [which, text] of added) {
          const at = texts[which]?.length ?? 0;
          await store.append(id, [{ key: sampleKey(1), append: { path: paths[which] ?? [], at, text } }]);
          texts[which] += text;
        }
        assert.equal(await contentOf(store, id), write());
      }),
      { numRuns: 300 },
    );
  });

  it("can begin in the batch that puts it, and go on in the same", async () => {
    const store = new MemoryStore();
    const id = await createSample(store);
    await store.append(id, [put(1, "a"), append(1, 1, "\ud83d"), append(1, 2, "\ude00"), put(2, "b")]);
    assert.equal(await contentOf(store, id), JSON.stringify({ type: "text", text: "a😀" }));
  });

  it("takes what comes at once in one order, and refuses what does not continue it", async () => {
    const store = new MemoryStore();
    const id = await createSample(store);
    await store.append(id, [put(1, "")]);
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => store.append(id, [append(1, 0, `${n}`)])),
    );
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(refused.length, 7);
    for (const { reason } of refused) assert.ok(reason instanceof AppendMismatchError);
    assert.match(await contentOf(store, id), /"text":"\d"/);
  });

  it("asks for the whole where a content has grown in very many places", async () => {
    const store = new MemoryStore();
    const id = await createSample(store);
    const names = Array.from({ length: 100 }, (_, n) => `t${n}`);
    const content = Buffer.from(JSON.stringify(Object.fromEntries(names.map((name) => [name, ""]))));
    await store.append(id, [{ key: sampleKey(1), content }]);
    const entries = names.map((name) => ({ key: sampleKey(1), append: { path: [name], at: 0, text: "x" } }));
    await assert.rejects(store.append(id, entries), AppendMismatchError);
    assert.equal(await store.revision(id), 1);
  });
});
