import assert from "node:assert/strict";
import { median, percentile, percentiles, spread } from "./statistics.ts";

describe("the statistics of a benchmark", () => {
  const upTo100 = Array.from({ length: 100 }, (_, index) => 100 - index);

  it("takes percentiles from what was measured, in whatever order", () => {
    assert.equal(percentile(upTo100, 0.95), 95);
    assert.equal(percentile(upTo100, 1), 100);
    assert.equal(median([7]), 7);
    assert.throws(() => median([]), RangeError);
  });

  it("tells the spread with the figure", () => {
    assert.equal(spread([2, 300, 1], "ms"), "2.00 (1.00–300) ms");
    assert.equal(percentiles(upTo100), "p50 50, p95 95, max 100 ms");
  });
});
