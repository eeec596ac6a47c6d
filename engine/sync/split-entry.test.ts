import assert from "node:assert/strict";
import fc from "fast-check";
import { appendToJson, applyEntries, type Entry } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import { splitEntry } from "./split-entry.ts";

const KEY = "session/part/s/m/p";
const MAX_BYTES = 20_000;

/** What a share holds after these entries. */
function heldAfter(entries: readonly Entry[], before: Json = null): Json | undefined {
  let contents: ReadonlyMap<string, Json> = new Map([[KEY, before]]);
  for (const entry of entries) {
    const changes = applyEntries(contents, [entry], appendToJson);
    contents = new Map(
      [...changes].flatMap(([key, content]) => (content === undefined ? [] : [[key, content]])),
    );
  }
  return contents.get(KEY);
}

const bytesOf = (entry: Entry) => Buffer.byteLength(JSON.stringify(entry));

/** Long texts of all kinds, among them those whose JSON is much longer than they are. */
const longText = fc
  .tuple(
    fc.constantFrom("a", "é", "👍", "\u0000", '"', "\\", "\n", "漢"),
    fc.integer({ min: 0, max: 60_000 }),
  )
  .map(([sign, times]) => sign.repeat(times));
const content = fc.record({
  type: fc.constant("tool"),
  text: longText,
  state: fc.record({ output: longText, list: fc.array(longText, { maxLength: 3 }), n: fc.double() }),
  other: fc.string(),
});

describe("an entry in pieces", () => {
  it("is the same in the end, name by name, and no piece is larger than it may be", () => {
    fc.assert(
      fc.property(content, (value) => {
        const pieces = [...splitEntry({ key: KEY, content: value }, MAX_BYTES)];
        assert.equal(JSON.stringify(heldAfter(pieces)), JSON.stringify(value));
        for (const piece of pieces) {
          assert.ok(bytesOf(piece) <= MAX_BYTES, String(bytesOf(piece)));
          if ("append" in piece) assert.ok(piece.append.text.isWellFormed());
        }
      }),
      { numRuns: 60 },
    );
  });

  it("continues a text in pieces, too", () => {
    fc.assert(
      fc.property(longText, longText, (before, added) => {
        const append = { path: ["text"], at: before.length, text: added };
        const pieces = [...splitEntry({ key: KEY, append }, MAX_BYTES)];
        assert.deepEqual(heldAfter(pieces, { text: before }), { text: before + added });
        for (const piece of pieces) assert.ok(bytesOf(piece) <= MAX_BYTES);
      }),
      { numRuns: 60 },
    );
  });

  it("is one where it cannot be cut: small, deleted, or made of many values", () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`name ${n}`, "value"]));
    const deep = { a: { b: { c: { d: { e: { f: { g: { h: { i: "x".repeat(50_000) } } } } } } } } };
    for (const entry of [
      { key: KEY, content: { text: "small" } },
      { key: KEY, deleted: true },
      { key: KEY, content: many },
      { key: KEY, content: deep },
      { key: KEY, content: { n: Array.from({ length: 30_000 }, (_, n) => n) } },
    ] as const)
      assert.deepEqual([...splitEntry(entry, MAX_BYTES)], [entry]);
  });

  it("is one where it has more long texts than there is room to begin, however little is left", () => {
    for (const filler of Array.from({ length: 12 }, (_, n) => "f".repeat(n))) {
      const list = [filler, ...Array.from({ length: 40 }, () => "x".repeat(5000))];
      const entry = { key: KEY, content: { list } };
      assert.deepEqual([...splitEntry(entry, MAX_BYTES)], [entry]);
    }
  });

  it("is one where it appends nothing", () => {
    const entry = { key: KEY, append: { path: ["text"], at: 3, text: "" } };
    const pieces = splitEntry(entry, MAX_BYTES);
    assert.deepEqual(pieces.next().value, entry);
    assert.equal(pieces.next().done, true);
  });

  it("keeps what is no text as it is, under its name", () => {
    const value = { a: null, b: true, c: 1.5, d: [], e: {}, "": [0], text: "x".repeat(30_000), f: "short" };
    const [first, ...rest] = splitEntry({ key: KEY, content: value }, MAX_BYTES);
    assert.ok(first && "content" in first);
    assert.deepEqual(Object.keys(first.content as object), Object.keys(value));
    assert.ok(rest.length > 0 && rest.every((piece) => "append" in piece && piece.append.path[0] === "text"));
    assert.deepEqual(heldAfter([first, ...rest]), value);
  });

  it("makes few pieces, each nearly as large as it may be", () => {
    const sizes = [...splitEntry({ key: KEY, content: { text: "x".repeat(100_000) } }, MAX_BYTES)].map(
      bytesOf,
    );
    assert.equal(sizes.length, 7);
    const append = { path: ["text"], at: 0, text: "x".repeat(100_000) };
    assert.equal([...splitEntry({ key: KEY, append }, MAX_BYTES)].length, 7);
  });

  it("keeps halves of characters that were there before", () => {
    const value = { text: `${"a".repeat(30_000)}\ud83d${"b".repeat(30_000)}` };
    assert.deepEqual(heldAfter([...splitEntry({ key: KEY, content: value }, MAX_BYTES)]), value);
  });
});
