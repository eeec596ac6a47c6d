import assert from "node:assert/strict";
import fc from "fast-check";
import { countLines, excerpt, slices } from "./excerpt.ts";

describe("an excerpt", () => {
  const limit = { lines: 2, characters: 10 };
  const cases: readonly [text: string, shown: string][] = [
    ["", ""],
    ["one", "one"],
    ["one\ntwo\n", "one\ntwo\n"],
    ["one\ntwo\nthree", "one\ntwo\n"],
    ["0123456789ab", "0123456789"],
    ["0123\n56789ab\nc", "0123\n56789"],
    ["012345678😀", "012345678"],
  ];
  for (const [text, shown] of cases)
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(shown)}`, () => {
      const result = excerpt(text, limit);
      assert.equal(result.text, shown);
      assert.equal(result.isWhole, shown === text);
    });

  it("can be taken again and again until the text is complete", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "😀") }), (text) => {
        assert.equal(slices(text, { lines: 2, characters: 3 }).join(""), text);
      }),
    );
  });
});

describe("lines of a text", () => {
  for (const [text, lines] of [
    ["", 0],
    ["a", 1],
    ["a\n", 1],
    ["a\nb", 2],
    ["\n\n", 2],
  ] as const)
    it(`are ${lines} in ${JSON.stringify(text)}`, () => assert.equal(countLines(text), lines));
});
