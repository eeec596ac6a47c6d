import assert from "node:assert/strict";
import { anchorTarget, parseAnchor } from "./anchor.ts";

describe("an anchor", () => {
  it("is the id of a message or a part, with or without its mark", () => {
    assert.equal(parseAnchor("#msg_1-a"), "msg_1-a");
    assert.equal(parseAnchor("prt_1"), "prt_1");
  });

  it("may go on in a way that is not known yet, and leads to the whole then", () => {
    const anchor = parseAnchor("#prt_1:L10-L20") ?? "";
    assert.equal(anchor, "prt_1:L10-L20");
    assert.equal(anchorTarget(anchor), "prt_1");
    assert.equal(anchorTarget("msg_1"), "msg_1");
  });

  it("is nothing else", () => {
    for (const text of ["", "#", "##a", "a b", 'a"]', "a:", "a:b:c", "é", "a/b", "a".repeat(1000)])
      assert.equal(parseAnchor(text), undefined, text);
  });
});
