import assert from "node:assert/strict";
import fc from "fast-check";
import type { Json } from "./json.ts";
import { CONTENT_LIMITS, excessOfText, measureValue } from "./json-measure.ts";

describe("a JSON value's measure", () => {
  it("is the same of the text as of the value, for any value and any limits", () => {
    const limits = fc.record({ depth: fc.nat(6), values: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(fc.jsonValue(), limits, fc.nat(2), (value, max, indent) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        const text = excessOfText(JSON.stringify(json, undefined, indent), max);
        const { excess } = measureValue(json, max);
        // Which of the two is met first depends on the way through it.
        const most = { depth: Number.POSITIVE_INFINITY, values: Number.POSITIVE_INFINITY };
        const deep = measureValue(json, { ...most, depth: max.depth }).excess;
        const isWide = sizeOf(json) > max.values;
        assert.equal(excess !== undefined, deep !== undefined || isWide);
        assert.equal(excessOfText(JSON.stringify(json), { ...most, depth: max.depth }), deep);
        if (text === undefined) assert.equal(deep, undefined);
        // An empty list is counted like one with a value in it: a text may be said to have more, never less.
        if (isWide) assert.notEqual(text, undefined);
      }),
    );
  });

  it("counts the characters of texts and names", () => {
    const { characters } = measureValue({ ab: ["cde", 1, null, { f: "äö" }] }, CONTENT_LIMITS);
    assert.equal(characters, 8);
  });

  it("does not take what stands in a text for values", () => {
    for (const text of ['"[[[[,,,,"', '"\\"[[[[,,,,"', '"\\\\\\"[[[[,,,,"', '{"a":"[[[[\\\\"}'])
      assert.equal(excessOfText(text, { depth: 1, values: 3 }), undefined);
    assert.equal(excessOfText('["\\\\",[[[[', { depth: 3, values: 100 }), "depth");
  });

  for (const [name, text, excess] of [
    ["9,000 lists in each other", `${"[".repeat(9000)}${"]".repeat(9000)}`, "depth"],
    ["9,000 objects in each other", `${'{"a":'.repeat(9000)}1${"}".repeat(9000)}`, "depth"],
    ["a list of a million objects", `[${"{},".repeat(1_000_000)}0]`, "values"],
    [
      "a hundred thousand names",
      JSON.stringify(Object.fromEntries(Array.from({ length: 1e5 }, (_, n) => [`n${n}`, 0]))),
      "values",
    ],
  ] as const)
    it(`is too much of ${name}`, () => {
      assert.equal(excessOfText(text, CONTENT_LIMITS), excess);
      assert.equal(measureValue(JSON.parse(text) as Json, CONTENT_LIMITS).excess, excess);
    });
});

function sizeOf(value: Json): number {
  if (typeof value !== "object" || value === null) return 1;
  const children: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
  return children.reduce<number>((sum, child) => sum + sizeOf(child), 1);
}
