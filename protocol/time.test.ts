import assert from "node:assert/strict";
import fc from "fast-check";
import { askedTimeSchema, calendarTime, keptTimeSchema, LAST_TIME } from "./time.ts";

describe("a time", () => {
  it("is shown by the calendar, whatever number it is", () => {
    const numbers = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(2 ** 53, 8.64e15 + 1, -1, Number.NaN),
    );
    fc.assert(
      fc.property(numbers, (at) => {
        assert.match(new Date(calendarTime(at)).toISOString(), /^\d{4}-/);
        new Intl.DateTimeFormat("en").format(calendarTime(at));
      }),
    );
    for (const at of [1, 1_700_000_000_000, LAST_TIME]) assert.equal(calendarTime(at), at);
    for (const at of [0, -1, Number.NaN]) assert.equal(calendarTime(at), 0);
    assert.equal(calendarTime(LAST_TIME + 1), LAST_TIME);
  });

  it("is asked for only where a calendar has it, and heard in any case", () => {
    for (const at of [0, LAST_TIME]) assert.ok(askedTimeSchema.safeParse(at).success);
    for (const at of [LAST_TIME + 1, 8.64e15, 2 ** 53 - 1, 2 ** 53, -1, 1.5, Number.NaN]) {
      assert.ok(!askedTimeSchema.safeParse(at).success, String(at));
      assert.equal(keptTimeSchema.safeParse(at).success, !Number.isNaN(at));
    }
  });
});
