import assert from "node:assert/strict";
import fc from "fast-check";
import { withRuns } from "./runs.ts";

describe("slices of a text with looks", () => {
  it("go on with a look that began in the slice before", () => {
    const runs = [
      { start: 1, end: 4, style: "a" },
      { start: 4, end: 5, style: "b" },
    ];
    assert.deepEqual(withRuns(["01", "23", "45"], runs), [
      [
        { text: "0", style: "" },
        { text: "1", style: "a" },
      ],
      [{ text: "23", style: "a" }],
      [
        { text: "4", style: "b" },
        { text: "5", style: "" },
      ],
    ]);
  });

  it("give each character its look, however they are cut, and no piece without text", () => {
    const style = fc.constantFrom("", "a", "b");
    fc.assert(
      fc.property(fc.array(fc.array(style, { maxLength: 5 }), { maxLength: 8 }), (cut) => {
        const styles = cut.flat();
        const runs = styles.flatMap((it, at) => (it === "" ? [] : [{ start: at, end: at + 1, style: it }]));
        const slices = cut.map((part) => "x".repeat(part.length));
        const pieces = withRuns(slices, runs);
        assert.deepEqual(
          pieces.map((part) => part.flatMap(({ text, style: it }) => [...text].map(() => it))),
          cut,
        );
        assert.ok(pieces.flat().every(({ text }) => text !== ""));
      }),
    );
  });
});
