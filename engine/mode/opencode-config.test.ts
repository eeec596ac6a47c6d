import assert from "node:assert/strict";
import { parseOpencodeConfig } from "./opencode-config.ts";
import type { ShareMode } from "./share-mode.ts";

describe("the text of an opencode config", () => {
  const cases: Record<string, ShareMode | undefined> = {
    "{}": undefined,
    '{ "model": "a/b" }': undefined,
    '{ "agent": { "share": "disabled" } }': undefined,
    '{ "share": "disabled" }': "disabled",
    '{ "share": "manual" }': "manual",
    '{ "share": "auto" }': "auto",
    '\uFEFF{ "share": "auto" }': "auto",
    '{ // a comment\n "share": "auto", /* and one more */ }': "auto",
    '{ "share": "auto", "share": "manual" }': "manual",
    '{ "autoshare": true }': "auto",
    '{ "autoshare": false }': "manual",
    '{ "autoshare": true, "share": "manual" }': "manual",
    '{ "autoshare": true, "share": "disabled" }': "disabled",
  };
  for (const [text, mode] of Object.entries(cases))
    it(`${JSON.stringify(text)} says ${mode ?? "nothing"}`, () => {
      const configured = parseOpencodeConfig(text);
      assert.equal(configured?.mode, mode);
      assert.equal(configured?.problem, undefined);
    });

  const broken: Record<string, RegExp> = {
    "": /line 1 is not valid JSON/,
    '{\n  "model": "a"\n  "share": "manual"\n}': /line 3 is not valid JSON/,
    '{ "share": "manual"': /line 1/,
    "[]]": /line 1/,
    null: /not a JSON object/,
    '["share"]': /not a JSON object/,
    '{\n\n"share": "dissabled" }': /“share” in line 3 is not manual, auto or disabled/,
    '{ "share": true }': /“share”/,
    '{ "share": null }': /“share”/,
    '{ "share": { "mode": "auto" } }': /“share”/,
    '{ "autoshare": "yes" }': /“autoshare”/,
  };
  for (const [text, problem] of Object.entries(broken))
    it(`${JSON.stringify(text)} is broken, and counts as disabled`, () => {
      const configured = parseOpencodeConfig(text);
      assert.equal(configured?.mode, "disabled");
      assert.match(configured.problem ?? "", problem);
    });

  it("is pointed at where it speaks", () => {
    for (const text of ['{ "share": "auto" }', '\uFEFF{ /* share */ "share": "auto" }']) {
      const { offset } = parseOpencodeConfig(text) ?? { offset: -1 };
      assert.equal(text.slice(offset, offset + 6), '"auto"');
    }
  });
});
