import assert from "node:assert/strict";
import { patchFiles } from "./patch-files.ts";

/** Each file with its lines, in short. */
const read = (patch: string) =>
  patchFiles(patch).map(({ file, from, change, lines }) => [
    [from, file, change].filter((word) => word !== undefined).join(" "),
    ...lines.map(({ kind, text }) => `${kind}: ${text}`),
  ]);

describe("a diff", () => {
  it("has no headings among its lines, also where a changed line looks like one", () => {
    const patch =
      "Index: a.ts\n====\n--- a.ts\n+++ a.ts\n@@ -1,2 +1,2 @@\n same\n--- was a comment\n+++ is a sum\n\\ No newline\n";
    assert.deepEqual(read(patch), [
      [
        "a.ts",
        "hunk: @@ -1,2 +1,2 @@",
        "context: same",
        "removed: -- was a comment",
        "added: ++ is a sum",
        "note: \\ No newline",
      ],
    ]);
  });

  it("of several files names each, whatever stands between them", () => {
    const one = (name: string) => `--- ${name}\n+++ ${name}\n@@ -1 +1 @@\n-old\n+new`;
    const lines = ["hunk: @@ -1 +1 @@", "removed: old", "added: new"];
    for (const between of [
      "\n",
      "\n\n",
      "\ndiff --git a/b.ts b/b.ts\nindex 12..34 100644\n",
      "\nIndex: b.ts\n=====\n",
    ])
      assert.deepEqual(read(one("a.ts") + between + one("b.ts")), [
        ["a.ts", ...lines],
        ["b.ts", ...lines],
      ]);
  });

  it("keeps removed and added lines that look like the next file's names, before another hunk of the same file", () => {
    const patch = "--- a\n+++ a\n@@ -1 +1 @@\n--- x\n+++ y\n@@ -9 +9 @@\n-o\n+n";
    assert.deepEqual(read(patch), [
      [
        "a",
        "hunk: @@ -1 +1 @@",
        "removed: -- x",
        "added: ++ y",
        "hunk: @@ -9 +9 @@",
        "removed: o",
        "added: n",
      ],
    ]);
  });

  it("is read where a hunk's lengths are wrong or missing", () => {
    const next = "--- b\n+++ b\n@@ -1 +1 @@\n-o\n+n";
    const rest = ["b", "hunk: @@ -1 +1 @@", "removed: o", "added: n"];
    for (const head of ["@@ -1,9 +1,9 @@", "@@ -1,0 +1,0 @@", "@@", "@@ function name()"])
      assert.deepEqual(read(`--- a\n+++ a\n${head}\n-x\n+y\n z\n${next}`), [
        ["a", `hunk: ${head}`, "removed: x", "added: y", "context: z"],
        rest,
      ]);
  });

  it("starts again with the next file, also in the middle of a hunk", () => {
    assert.deepEqual(read("@@ -1 +1 @@\n-a\ndiff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n+c\n"), [
      ["", "hunk: @@ -1 +1 @@", "removed: a"],
      ["b", "hunk: @@ -1 +1 @@", "added: c"],
    ]);
  });

  it("says which files are new, deleted, renamed, copied or binary", () => {
    const patch = [
      "diff --git a/new.ts b/new.ts\nnew file mode 100644\nindex 000..111\n--- /dev/null\n+++ b/new.ts\n@@ -0,0 +1 @@\n+x",
      "diff --git a/old.ts b/old.ts\ndeleted file mode 100644\n--- a/old.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x",
      "--- /dev/null\n+++ b/plain.ts\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file",
      "diff --git a/x y.ts b/z.ts\nsimilarity index 100%\nrename from x y.ts\nrename to z.ts",
      "diff --git a/from.ts b/to.ts\nsimilarity index 90%\nrename from from.ts\nrename to to.ts\n--- a/from.ts\n+++ b/to.ts\n@@ -1 +1 @@\n-x\n+y",
      "diff --git a/c.ts b/d.ts\ncopy from c.ts\ncopy to d.ts",
      "diff --git a/a b.png b/a b.png\nindex 12..34 100644\nBinary files a/a b.png and b/a b.png differ",
      "diff --git a/empty b/empty\nnew file mode 100644",
    ].join("\n");
    assert.deepEqual(read(patch), [
      ["new.ts new", "hunk: @@ -0,0 +1 @@", "added: x"],
      ["old.ts deleted", "hunk: @@ -1 +0,0 @@", "removed: x"],
      ["plain.ts new", "hunk: @@ -0,0 +1 @@", "added: x", "note: \\ No newline at end of file"],
      ["x y.ts z.ts renamed"],
      ["from.ts to.ts renamed", "hunk: @@ -1 +1 @@", "removed: x", "added: y"],
      ["c.ts d.ts copied"],
      ["a b.png", "note: Binary files a/a b.png and b/a b.png differ"],
      ["empty new"],
    ]);
  });

  it("names files as they are called, with spaces, times and letters of any script", () => {
    for (const [heading, name] of [
      ["a file.ts\t2026-01-01 10:00:00", "a file.ts"],
      ["/work/app/a.ts", "/work/app/a.ts"],
      ['"b/\\303\\244\\"\\t.ts"', 'ä"\t.ts'],
      ["b/b/x", "b/x"],
    ] as const)
      assert.equal(
        patchFiles(`--- ${heading.replace("b/", "a/")}\n+++ ${heading}\n@@ -1 +1 @@\n-a\n+b`)[0]?.file,
        name,
      );
  });

  it("loses nothing that it cannot read", () => {
    assert.deepEqual(read("nothing\nof it"), [["", "note: nothing", "note: of it"]]);
    assert.deepEqual(read("From: me\n\n--- a\n+++ a\n@@ -1 +1 @@\n-x\n+y\nodd\n-- \n2.40"), [
      [
        "a",
        "note: From: me",
        "hunk: @@ -1 +1 @@",
        "removed: x",
        "added: y",
        "note: odd",
        "note: -- ",
        "note: 2.40",
      ],
    ]);
  });

  it("has lines as they are that are empty or hold marks of their own", () => {
    assert.deepEqual(read("@@ -1,3 +1,3 @@\n \n\n-@@ x\n+diff --git a b"), [
      ["", "hunk: @@ -1,3 +1,3 @@", "context: ", "context: ", "removed: @@ x", "added: diff --git a b"],
    ]);
  });
});
