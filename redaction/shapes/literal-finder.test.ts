import assert from "node:assert/strict";
import * as fc from "fast-check";
import { LiteralFinder } from "./literal-finder.ts";

function find(literals: readonly string[], text: string): readonly string[] {
  const found: string[] = [];
  new LiteralFinder(literals).find(text, (literal, end) => found.push(`${literals[literal]}@${end}`));
  return found;
}

describe("the finder of literals", () => {
  it("finds literals within and across each other", () =>
    assert.deepEqual(find(["she", "he", "hers"], "ushers"), ["she@4", "he@4", "hers@6"]));

  it("takes small and capital letters for the same", () => assert.deepEqual(find(["key"], "KeY"), ["key@3"]));

  it("is not led astray by other scripts", () => assert.deepEqual(find(["ab"], "aäb äab"), ["ab@7"]));

  it("refuses literals that are not ASCII", () => assert.throws(() => new LiteralFinder(["ä"]), /not ASCII/));

  it("finds what a search for each literal finds", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 6 }),
        fc.string({ unit: word }),
        (literals, text) => {
          const expected = literals.flatMap((literal) =>
            Array.from({ length: text.length + 1 }, (_, end) => end)
              .filter((end) => text.slice(0, end).endsWith(literal))
              .map((end) => `${literal}@${end}`),
          );
          assert.deepEqual([...find(literals, text)].sort(), expected.sort());
        },
      ),
    );
  });
});
