import assert from "node:assert/strict";
import fc from "fast-check";
import { appendToJson, applyEntries, entrySchema } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import { entryFor, findGrowth } from "./delta.ts";

const KEY = "session/part/ses_1/msg_1/prt_1";
const within = (levels: number, text: string): Json =>
  levels === 0 ? text : { a: within(levels - 1, text) };
const json = () => fc.jsonValue() as fc.Arbitrary<Json>;

describe("entryFor", () => {
  it("brings a reader of the old content to the new one, whatever changed", () => {
    fc.assert(
      fc.property(json(), json(), (before, after) => {
        const changes = applyEntries(new Map([[KEY, before]]), [entryFor(KEY, before, after)], appendToJson);
        assert.equal(JSON.stringify(changes.get(KEY)), JSON.stringify(after));
      }),
    );
  });

  it("sends only the new text of a part that grew", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary", minLength: 1 }),
        (text, more) => {
          const part = (value: string) => ({ id: "prt_1", text: value, state: { a: [1, { b: null }] } });
          const entry = entryFor(KEY, part(text), part(text + more));
          assert.deepEqual(entry, { key: KEY, append: { path: ["text"], at: text.length, text: more } });
        },
      ),
    );
  });

  const whole: Record<string, [Json, Json]> = {
    "the first content of a key": [undefined as unknown as Json, { text: "a" }],
    "a text that changed in the middle": [{ text: "abc" }, { text: "abX" }],
    "a text that shrank": [{ text: "abc" }, { text: "ab" }],
    "two texts that grew": [
      { a: "1", b: "1" },
      { a: "12", b: "12" },
    ],
    "a text that grew while something else changed": [
      { text: "a", n: 1 },
      { text: "ab", n: 2 },
    ],
    "a new field": [{ text: "a" }, { text: "ab", end: 1 }],
    "another order of the same fields": [
      { a: 1, text: "a" },
      { text: "ab", a: 1 },
    ],
    "a text that grew deeper than a service appends": [within(9, "a"), within(9, "ab")],
    "a text that grew under a name longer than a service takes": [
      { ["n".repeat(201)]: "a" },
      { ["n".repeat(201)]: "ab" },
    ],
    "a text that became something else": [{ text: "a" }, { text: ["a"] }],
  };
  for (const [what, [before, after]] of Object.entries(whole))
    it(`sends everything for ${what}`, () => {
      assert.deepEqual(entryFor(KEY, before, after), { key: KEY, content: after });
    });

  it("makes no append that is no entry of the protocol", () => {
    for (const [levels, name] of [
      [8, "a"],
      [9, "a"],
      [1, "n".repeat(200)],
    ] as const) {
      const around = (text: string): Json => ({ [name]: within(levels - 1, text) });
      assert.ok(entrySchema.safeParse(entryFor(KEY, around("a"), around("ab"))).success);
    }
  });

  it("appends as deep and under as long a name as a service takes", () => {
    const name = "n".repeat(200);
    for (const [before, after, path] of [
      [within(8, "a"), within(8, "ab"), Array(8).fill("a")],
      [{ [name]: "a" }, { [name]: "ab" }, [name]],
    ] as const)
      assert.deepEqual(entryFor(KEY, before, after), { key: KEY, append: { path, at: 1, text: "b" } });
  });

  it("appends to no content that is a text as a whole", () => {
    assert.deepEqual(entryFor(KEY, "a", "ab"), { key: KEY, content: "ab" });
  });

  for (const [what, before, after] of [
    ["what is equal", { a: "1" }, { a: "1" }],
    ["a list that became an object", { a: ["1"] }, { a: { 0: "12" } }],
    ["a list that became shorter", { a: ["1", "2"] }, { a: ["12"] }],
    ["a list that became longer", { a: ["1"] }, { a: ["12", "2"] }],
    ["an object that has another name", { a: "1", b: "2" }, { a: "12", c: "2" }],
    ["an object that became nothing", { a: "1", b: {} }, { a: "12", b: null }],
  ] as const)
    it(`finds no text that grew in ${what}`, () => {
      assert.equal(findGrowth(before, after), undefined);
    });

  it("finds a text that grew inside a list", () => {
    assert.deepEqual(findGrowth({ a: ["x", { t: "1" }] }, { a: ["x", { t: "12" }] }), {
      path: ["a", "1", "t"],
      at: 1,
      text: "2",
    });
  });
});
