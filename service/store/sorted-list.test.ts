import assert from "node:assert/strict";
import fc from "fast-check";
import { SortedList } from "./sorted-list.ts";

describe("a sorted list", () => {
  const byNumber = (a: number, b: number) => a - b;

  it("answers as an array that is sorted anew each time, however many there are", () => {
    const value = fc.nat(3_000);
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 4_000, size: "max" }),
        fc.array(value, { maxLength: 3_000, size: "max" }),
        fc.array(fc.tuple(fc.option(value, { nil: undefined }), fc.nat(2_000)), { maxLength: 20 }),
        fc.uniqueArray(value, { maxLength: 2_000, size: "max" }),
        (added, deleted, asked, first) => {
          const list = SortedList.of(first, byNumber);
          const known = new Set(first);
          for (const number of added) {
            if (known.has(number)) continue;
            known.add(number);
            list.add(number);
          }
          for (const number of deleted) {
            known.delete(number);
            list.delete(number);
          }
          const sorted = [...known].sort(byNumber);
          assert.equal(list.length, sorted.length);
          for (const [place, limit] of asked) {
            const after = sorted.filter((number) => place === undefined || number > place).slice(0, limit);
            assert.deepEqual(list.after(place, limit), after);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
