import assert from "node:assert/strict";
import { patchLines } from "./patch-lines.ts";

describe("lines of a diff", () => {
  it("leave out headings, also where a changed line looks like one", () => {
    const patch =
      "Index: a.ts\n====\n--- a.ts\n+++ a.ts\n@@ -1,2 +1,2 @@\n same\n--- was a comment\n+++ is a sum\n\\ No newline\n";
    assert.deepEqual(
      patchLines(patch).map(({ kind, text }) => `${kind}: ${text}`),
      [
        "hunk: @@ -1,2 +1,2 @@",
        "context: same",
        "removed: -- was a comment",
        "added: ++ is a sum",
        "note: \\ No newline",
      ],
    );
  });

  it("start again with the next file", () => {
    const patch = "@@ -1 +1 @@\n-a\ndiff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n+c\n";
    assert.deepEqual(
      patchLines(patch).map(({ kind }) => kind),
      ["hunk", "removed", "hunk", "added"],
    );
  });

  it("are shown as they are when it is no diff", () => {
    assert.deepEqual(patchLines("nothing\nof it"), [
      { kind: "note", text: "nothing" },
      { kind: "note", text: "of it" },
    ]);
  });
});
