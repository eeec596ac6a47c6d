import assert from "node:assert/strict";
import { cutText, toldText } from "./told-text.ts";

describe("a text that people are shown", () => {
  it("is cut where it is too long, says so, and holds no half of a character", () => {
    assert.equal(cutText("four", 4), "four");
    assert.equal(cutText("fives", 4), "fiv…");
    assert.equal(cutText("ab😀de", 4), "ab…");
    assert.equal(cutText("a😀cde", 4), "a😀…");
    assert.equal(toldText(4).parse("fives"), "fiv…");
  });
});
