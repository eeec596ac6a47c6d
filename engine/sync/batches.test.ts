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
});
