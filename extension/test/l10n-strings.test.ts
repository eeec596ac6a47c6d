import assert from "node:assert/strict";
import { hardCodedSentences, translatedKeys } from "./l10n-strings.ts";

describe("the search for strings", () => {
  it("finds what is translated, on one line or more", () => {
    const source = 't(vscode.l10n.t("One {0}", x)); vscode.l10n.t(\n  "Two “\\"quoted\\"”",\n)';
    assert.deepEqual(translatedKeys(source), ["One {0}", 'Two “"quoted"”']);
  });

  it("refuses a text that is put together, since nobody could translate it", () => {
    assert.throws(() => translatedKeys("vscode.l10n.t(`Hello`)"), /plain string/);
  });

  const said = ["Not translated", "Retry", "$(link) Copy Link", "Which session?  The last one."];
  for (const text of said)
    it(`takes “${text}” for something said`, () =>
      assert.deepEqual(hardCodedSentences(`show("${text}")`).length, 1));

  const silent = [
    'import { x } from "./some-file.ts";',
    'show(vscode.l10n.t("Translated text"))',
    '// A comment with "a quoted sentence"',
    'app.log.info("a line of the log");',
    'run("opencode.shareSession", "$(refresh)", "workbench.action.openSettings")',
  ];
  for (const source of silent)
    it(`leaves ${source} alone`, () => assert.deepEqual(hardCodedSentences(source), []));
});
