import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";

const linesOf = (document: string) => readFileSync(join(root, document), "utf8").split("\n");

const HEADINGS = /^\| (?:Feature|Promise|Report|What was seen) \|/;

const rowsOf = (document: string) =>
  linesOf(document)
    .filter((line) => line.startsWith("| ") && !HEADINGS.test(line))
    .map((row) => ({ name: row.slice(2, row.indexOf(" | ")), text: row }));

/** The points of SECURITY.md that promise something: all but those under “What does not”. */
const promises = readFileSync(join(root, "SECURITY.md"), "utf8")
  .split("\n## What does not\n")[0]
  ?.split(/\n(?=- |\n)/)
  .filter((point) => point.startsWith("- "))
  .map((point) => ({ name: /\*\*(.+?)\*\*/.exec(point)?.[1] ?? point.slice(0, 60), text: point }));

/** The sentences of a file's tests and groups of tests, each as it is written. */
function sentencesOf(path: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/\b(?:describe|it)\(\s*(["'`])(.+?)\1\s*,/g)].map(
    ([, , sentence = ""]) => sentence,
  );
}

/** Checks that a text names tests, and none that is not there. */
function assertProved(text: string): void {
  const proofs = [...text.matchAll(/`([^`]+\.ts)` “(.+?)”/g)];
  assert.ok(proofs.length > 0, "names none");
  for (const [, file = "", sentence = ""] of proofs) {
    assert.ok(existsSync(join(root, file)), `${file} is missing`);
    assert.ok(sentencesOf(join(root, file)).includes(sentence), `${file} has no test “${sentence}”`);
  }
  const named = [...text.matchAll(/`[^`]+\.ts`/g)].length;
  assert.equal(named, proofs.length, "names a file without the sentence of its test");
}

for (const [document, points = []] of [
  ["docs/features.md", rowsOf("docs/features.md")],
  ["docs/reports.md", rowsOf("docs/reports.md")],
  ["SECURITY.md", promises],
] as const)
  describe(document, () => {
    it("has a point for each feature or promise", () =>
      assert.ok(points.length >= 25, String(points.length)));

    for (const { name, text } of points) it(`names tests that exist for: ${name}`, () => assertProved(text));
  });

describe("a promise", () => {
  it("that names no test, a missing one, or a file alone is none", () => {
    const self = "`tools/testing/features.test.ts`";
    assertProved(`${self} “a promise”`);
    for (const text of [
      "Trust us.",
      `${self} “another”`,
      "`gone.test.ts` “a promise”",
      `${self} “a promise” ${self}`,
    ])
      assert.throws(() => assertProved(text), assert.AssertionError);
  });
});
