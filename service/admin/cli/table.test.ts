import assert from "node:assert/strict";
import fc from "fast-check";
import { formatTable } from "./table.ts";

describe("a table of the command line", () => {
  it("has columns as wide as their widest cell", () => {
    assert.equal(formatTable(["a", "b"], [["long", "x"]]), "a     b\nlong  x");
  });

  it("is a line each for its rows, and moves no cursor and turns no line round, whatever names say", () => {
    const signs = [
      "a",
      "\n",
      "\r",
      "\u001b[2J",
      "\u009b",
      "\u0085",
      "\u2028",
      "\u2029",
      "\u202e",
      "\u2066",
      "\u200f",
    ];
    const hostile = fc.array(fc.constantFrom(...signs)).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, fc.string({ unit: "binary" }))), (rows) => {
        const lines = formatTable(["name", "agent"], rows).split("\n");
        assert.equal(lines.length, rows.length + 1);
        for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });
});
