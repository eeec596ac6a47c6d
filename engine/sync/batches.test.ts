import assert from "node:assert/strict";
import fc from "fast-check";
import { BATCH_BYTES, MAX_BATCH_ENTRIES } from "../../protocol/limits.ts";
import { inBatches } from "./batches.ts";

const sending = (n: number, size: number) => ({ n, parts: ["x".repeat(20), "y".repeat(size)] });

describe("inBatches", () => {
  it("keeps every entry, in order, and never passes the limits except for one entry alone", () => {
    const sizes = fc.array(fc.oneof(fc.nat(2000), fc.nat(BATCH_BYTES * 2)), { maxLength: 200 });
    fc.assert(
      fc.property(sizes, (list) => {
        const sendings = list.map((size, n) => sending(n, size));
        const batches = [...inBatches(sendings)];
        assert.deepEqual(batches.flat(), sendings);
        for (const batch of batches) {
          assert.ok(batch.length > 0 && batch.length <= MAX_BATCH_ENTRIES);
          const bytes = batch.reduce((sum, item) => sum + item.parts.join("").length, 0);
          assert.ok(bytes <= BATCH_BYTES || batch.length === 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("fills each request up to its limits, and the next ones, too", () => {
    const halves = Array.from({ length: 5 }, (_, n) => sending(n, BATCH_BYTES / 2 - 20));
    assert.deepEqual(
      [...inBatches(halves)].map(({ length }) => length),
      [2, 2, 1],
    );
    const small = Array.from({ length: 2 * MAX_BATCH_ENTRIES + 1 }, (_, n) => sending(n, 1));
    assert.deepEqual(
      [...inBatches(small)].map(({ length }) => length),
      [MAX_BATCH_ENTRIES, MAX_BATCH_ENTRIES, 1],
    );
    assert.deepEqual([...inBatches([])], []);
  });
});
