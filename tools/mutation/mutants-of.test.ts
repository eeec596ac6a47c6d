import assert from "node:assert/strict";
import { mutantsOf } from "./mutants-of.ts";

/** The changed lines of all mutants of a source. */
const changes = (source: string) => mutantsOf("a.ts", source).map(({ becomes }) => becomes);
/** The same, of an expression in a function. */
const changesOf = (expression: string) =>
  changes(`() => { x = ${expression}; };`).map((line) =>
    line.slice("() => { x = ".length, -"; };".length).trim(),
  );

describe("the mutants of a source", () => {
  for (const [expression, ...expected] of [
    ["a < b", "a <= b", "a >= b"],
    ["a >= b", "a > b", "a < b"],
    ["a === b", "a !== b"],
    ["a && b", "a || b"],
    ["(a as A | undefined) ?? b", "(a as A | undefined)"],
    ["a - b", "a + b"],
    ["!a", "a"],
    ["i++", "i--"],
    ["a ? b : c", "true ? b : c", "false ? b : c"],
    ["true", "false"],
    ["0", "1"],
    ["a.some(f)", "a.every(f)"],
    ["a.filter(f)", "a"],
    ["a.slice(1)", "a", "a.slice(0)"],
    ["Math.min(a, b)", "Math.max(a, b)"],
    ['{ state: "over" }', '{ state: "" }'],
  ] as const)
    it(`of \`${expression}\` are ${expected.map((text) => `\`${text}\``).join(" and ")}`, () => {
      assert.deepEqual(changesOf(expression), expected);
    });

  for (const expression of ["a + 'text'", "a.slice()", "7", "a?.some(f)", "a.toString()", "a.constructor()"])
    it(`of \`${expression}\` are none`, () => {
      assert.deepEqual(changesOf(expression), []);
    });

  it("leave out calls of which nothing is made, awaited ones too", () => {
    assert.deepEqual(changes("f();\nawait g(\n  1,\n);\nvoid h();\nlet a = f();"), [";", ";", ";"]);
  });

  it("leave out a return in a branch that does more, and have a branch of one never be taken", () => {
    assert.deepEqual(
      changes("() => {\n  if (a) return;\n  if (b) {\n    f();\n    return;\n  }\n  return c;\n};"),
      ["if (true) return;", "if (false) return;", "if (true) {", "if (false) {", ";", ";"],
    );
  });

  it("leave numbers and sums of a module alone, which are choices", () => {
    assert.deepEqual(changes("const DAY_MS = 24 * 60;\nconst FIRST = 1;"), []);
  });

  it("stand where they stand among types, and change nothing else", () => {
    const source = "type A = B & C;\nconst f = (a: A): boolean =>\n  a.n > (b as number);\n";
    const [mutant] = mutantsOf("a.ts", source);
    assert.deepEqual(mutant, {
      file: "a.ts",
      line: 3,
      was: "a.n > (b as number);",
      becomes: "a.n >= (b as number);",
      source: source.replace("a.n >", "a.n >="),
    });
  });
});
