import assert from "node:assert/strict";
import type { Found } from "./found.ts";
import { mergeFound } from "./merge-found.ts";

const TEXT = "0123456789";
const found = (kind: string, rank: Found["rank"], start: number, end: number): Found => ({
  kind,
  rank,
  start,
  end,
});

describe("what several rules have found", () => {
  it("is ordered by its place", () =>
    assert.deepEqual(
      mergeFound([found("b", 1, 5, 6), found("a", 1, 0, 2)], TEXT).map(({ kind }) => kind),
      ["a", "b"],
    ));

  it("is one stretch where it overlaps, called what the surest of them says", () =>
    assert.deepEqual(mergeFound([found("token", 3, 2, 6), found("password", 1, 0, 4)], TEXT), [
      found("token", 3, 0, 6),
    ]));

  it("stays apart where it only touches", () =>
    assert.equal(mergeFound([found("a", 1, 0, 2), found("b", 1, 2, 4)], TEXT).length, 2));
});
