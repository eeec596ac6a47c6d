import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";

const rows = readFileSync(join(root, "docs/features.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (Feature|Promise) \|/.test(line));

/** The sentences of a file's tests and groups of tests, each as it is written. */
function sentencesOf(path: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/\b(?:describe|it)\(\s*(["'`])(.+?)\1\s*,/g)].map(
    ([, , sentence = ""]) => sentence,
  );
}

describe("docs/features.md", () => {
  it("has a row for each feature", () => assert.ok(rows.length >= 30, String(rows.length)));

  for (const row of rows) {
    const feature = row.slice(2, row.indexOf(" | "));
    it(`names tests that exist for: ${feature}`, () => {
      const proofs = [...row.matchAll(/`([^`]+\.ts)` “(.+?)”/g)];
      assert.ok(proofs.length > 0, "names none");
      for (const [, file = "", sentence = ""] of proofs) {
        assert.ok(existsSync(join(root, file)), `${file} is missing`);
        assert.ok(sentencesOf(join(root, file)).includes(sentence), `${file} has no test “${sentence}”`);
      }
    });
  }
});
