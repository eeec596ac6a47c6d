import assert from "node:assert/strict";
import { contentHash } from "../../protocol/content-hash.ts";
import type { Json } from "../../protocol/json.ts";
import { Acknowledged } from "./acknowledged.ts";

const manifestOf = (contents: Record<string, Json>) => ({
  keys: Object.fromEntries(
    Object.entries(contents).map(([key, content]) => [key, contentHash(JSON.stringify(content))]),
  ),
});
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
const differenceOf = (acknowledged: Acknowledged, local: Record<string, Json>) =>
  all(
    acknowledged.difference(new Map(Object.entries(local)), new Set(Object.keys(local)), () => assert.fail()),
  );
const entriesFor = async (service: Record<string, Json>, local: Record<string, Json>) =>
  (await differenceOf(new Acknowledged(manifestOf(service)), local)).map(({ entry }) => entry);

describe("the difference between a session and what the service holds", () => {
  it("is nothing when both are equal", async () => {
    assert.deepEqual(await entriesFor({ a: { n: 1 } }, { a: { n: 1 } }), []);
  });

  it("holds what is new, what changed and what was removed", async () => {
    assert.deepEqual(
      await entriesFor({ same: 1, changed: 1, removed: 1 }, { same: 1, changed: 2, added: 3 }),
      [
        { key: "changed", content: 2 },
        { key: "added", content: 3 },
        { key: "removed", deleted: true },
      ],
    );
  });

  it("appends to a text that it sent before, and sends it whole when only its hash is known", async () => {
    const acknowledged = new Acknowledged(manifestOf({}));
    const grow = async (text: string) => {
      const [sending] = await differenceOf(acknowledged, { p: { text } });
      assert.ok(sending);
      acknowledged.confirm(sending);
      return sending.entry;
    };
    assert.deepEqual(await grow("one"), { key: "p", content: { text: "one" } });
    assert.deepEqual(await grow("one two"), { key: "p", append: { path: ["text"], at: 3, text: " two" } });
  });

  /** What is sent of each, one after the other, all of it acknowledged at once. */
  async function sendAll(acknowledged: Acknowledged, contents: Record<string, Json>) {
    const sendings = await differenceOf(acknowledged, contents);
    for (const sending of sendings) acknowledged.confirm(sending);
    return sendings.map(({ entry }) =>
      "append" in entry ? "append" : "content" in entry ? "whole" : "deleted",
    );
  }
  const texts = (count: number, text: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, { text }]));

  it("appends to the sixteen texts that were sent last", async () => {
    const acknowledged = new Acknowledged(manifestOf({}));
    await sendAll(acknowledged, texts(16, "one"));
    assert.deepEqual(await sendAll(acknowledged, texts(16, "one two")), Array(16).fill("append"));
    const more = { ...texts(16, "one two"), p0: { text: "one two 3" }, other: { text: "one" } };
    await sendAll(acknowledged, more);
    const grown = Object.fromEntries(
      Object.entries(more).map(([key, { text }]) => [key, { text: `${text}+` }]),
    );
    assert.deepEqual(await sendAll(acknowledged, grown), ["append", "whole", ...Array(15).fill("append")]);
  });

  it("appends to nothing that was deleted in between", async () => {
    const acknowledged = new Acknowledged(manifestOf({}));
    await sendAll(acknowledged, { p: { text: "one" } });
    assert.deepEqual(await sendAll(acknowledged, {}), ["deleted"]);
    assert.equal(acknowledged.size, 0);
    assert.deepEqual(await sendAll(acknowledged, { p: { text: "one two" } }), ["whole"]);
    assert.equal(acknowledged.size, 1);
  });

  it("appends to no text of half a megabyte, nor makes one of an append", async () => {
    const acknowledged = new Acknowledged(manifestOf({}));
    const half = (more: number) => ({ p: { text: "x".repeat(512 * 1024 - '{"text":""}'.length + more) } });
    await sendAll(acknowledged, half(-1));
    assert.deepEqual(await sendAll(acknowledged, half(0)), ["append"]);
    assert.deepEqual(await sendAll(acknowledged, half(1)), ["whole"]);
    assert.deepEqual(await sendAll(acknowledged, half(2)), ["whole"]);
  });

  it("is what it was until the service has confirmed it", async () => {
    const acknowledged = new Acknowledged(manifestOf({}));
    const difference = () => differenceOf(acknowledged, { a: 1 });
    assert.equal((await difference()).length, 1);
    const [sending] = await difference();
    assert.ok(sending);
    acknowledged.confirm(sending);
    assert.equal((await difference()).length, 0);
  });

  it("travels as the JSON of its entries, small or large", async () => {
    const local = { 'quo"te': { a: 1 }, large: { text: "ä\n".repeat(600_000) }, grown: { text: "one two" } };
    const acknowledged = new Acknowledged(manifestOf({ gone: 1 }));
    const [first] = await differenceOf(acknowledged, { grown: { text: "one" } });
    assert.ok(first);
    acknowledged.confirm(first);
    const sendings = await differenceOf(acknowledged, local);
    assert.equal(sendings.length, 4);
    for (const { entry, parts } of sendings)
      assert.deepEqual(JSON.parse(await new Blob([...parts]).text()), entry);
  });

  it("tells what cannot be sent, and why, and goes on", async () => {
    let deep: Json = 0;
    for (let level = 0; level < 9000; level += 1) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 100_001 }, (_, n) => [`n${n}`, n]));
    const contents = new Map<string, Json>(Object.entries({ deep, before: 1, wide, after: 2 }));
    const unfit: string[] = [];
    const difference = new Acknowledged(manifestOf({})).difference(
      contents,
      new Set(contents.keys()),
      (key, why) => unfit.push(`${key} ${why}`),
    );
    const entries = (await all(difference)).map(({ entry }) => entry);
    assert.deepEqual(entries, [
      { key: "before", content: 1 },
      { key: "after", content: 2 },
    ]);
    assert.deepEqual(unfit, ["deep is nested more than 1000 deep", "wide holds more than 100000 values"]);
  });
});
