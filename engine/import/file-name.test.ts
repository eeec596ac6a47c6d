import assert from "node:assert/strict";
import fc from "fast-check";
import { fileNameOf } from "./file-name.ts";

describe("the name of an imported session's file", () => {
  it("is the session's", () => {
    assert.equal(fileNameOf("Copy of Greeting", "x"), "Copy of Greeting.json");
    assert.equal(fileNameOf("解析器が遅い理由は？", "x"), "解析器が遅い理由は？.json");
  });

  it("is one that every system takes", () => {
    for (const [title, name] of [
      ["../../etc/passwd", "etc passwd.json"],
      ['a<b>c:"d"/e\\f|g?h*', "a b c d e f g h.json"],
      ["line\nbreak\u202e \u0000 end...", "line break end.json"],
      [".hidden", "hidden.json"],
      ["nul.txt", "imported.json"],
      ["...", "imported.json"],
      ["", "imported.json"],
    ] as const)
      assert.equal(fileNameOf(title, "imported"), name);
  });

  it("has no separator, no control, and at most 255 bytes, whatever the title", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (title) => {
        const name = fileNameOf(title, "imported");
        assert.match(name, /^[^\p{Cc}\p{Cs}<>:"/\\|?*]*[^\p{Cc}\p{Cs}<>:"/\\|?*. ]\.json$/u);
        assert.ok(Buffer.byteLength(name) <= 255 && name.isWellFormed());
      }),
    );
  });
});
