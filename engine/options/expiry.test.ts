import assert from "node:assert/strict";
import * as fc from "fast-check";
import { DAY_MS } from "../../primitives/durations.ts";
import { endOf, expiryOfDays, isOver, isSameExpiry, MOST_DAYS, parseExpiry, requestedEnd } from "./expiry.ts";

const NOW = new Date(2026, 4, 17, 12).getTime();
const endOfDay = (year: number, month: number, day: number) =>
  new Date(year, month - 1, day, 23, 59, 59, 999).getTime();

describe("an expiry that somebody types", () => {
  const cases: [string, unknown][] = [
    ["1", { kind: "days", days: 1 }],
    [" 45 ", { kind: "days", days: 45 }],
    ["0030", { kind: "days", days: 30 }],
    [String(MOST_DAYS), { kind: "days", days: MOST_DAYS }],
    ["0", "past"],
    [String(MOST_DAYS + 1), "tooFar"],
    ["2026-05-17", { kind: "date", at: endOfDay(2026, 5, 17) }],
    ["2026-12-31", { kind: "date", at: endOfDay(2026, 12, 31) }],
    ["2028-02-29", { kind: "date", at: endOfDay(2028, 2, 29) }],
    ["2026-05-16", "past"],
    ["2027-02-29", "noSuchDay"],
    ["2026-13-01", "noSuchDay"],
    ["2026-06-00", "noSuchDay"],
    ["2126-01-01", "tooFar"],
    ["9999999", "form"],
    ["2026-6-1", "form"],
    ["31.12.2026", "form"],
    ["-3", "form"],
    ["1.5", "form"],
    ["tomorrow", "form"],
    ["", "form"],
  ];
  for (const [text, expected] of cases)
    it(`${JSON.stringify(text)} is ${typeof expected === "string" ? `refused: ${expected}` : "taken"}`, () =>
      assert.deepEqual(parseExpiry(text, NOW), expected));

  it("is refused or lies ahead, whatever it is", () => {
    const day = fc.tuple(fc.integer({ min: 1000, max: 9999 }), fc.nat(99), fc.nat(99));
    const two = (n: number) => String(n).padStart(2, "0");
    const text = fc.oneof(
      fc.string(),
      fc.nat().map(String),
      day.map(([y, m, d]) => `${y}-${two(m)}-${two(d)}`),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const expiry = parseExpiry(typed, NOW);
        if (typeof expiry === "string") return;
        const end = endOf(expiry, NOW);
        assert.ok(end !== null && end > NOW && end <= NOW + MOST_DAYS * DAY_MS);
        assert.equal(isOver(expiry, NOW), false);
      }),
    );
  });
});

describe("an expiry", () => {
  it("ends never, after days, or at its time", () => {
    assert.equal(endOf({ kind: "never" }, NOW), null);
    assert.equal(endOf({ kind: "days", days: 2 }, NOW), NOW + 2 * DAY_MS);
    assert.equal(endOf({ kind: "date", at: 7 }, NOW), 7);
  });

  it("is asked of a service as what was chosen: never is no end, and nothing is left to the service", () => {
    assert.deepEqual(requestedEnd(expiryOfDays(null)), { expiresAt: null });
    assert.deepEqual(requestedEnd(expiryOfDays(7)), { expiresInDays: 7 });
    assert.deepEqual(requestedEnd({ kind: "date", at: 9 }), { expiresAt: 9 });
  });

  it("is the same as one that says the same", () => {
    const some = [{ kind: "never" }, { kind: "days", days: 7 }, { kind: "days", days: 8 }] as const;
    for (const [a, one] of some.entries())
      for (const [b, other] of some.entries()) assert.equal(isSameExpiry(one, other), a === b);
    assert.equal(isSameExpiry({ kind: "days", days: 1 }, { kind: "date", at: DAY_MS }), false);
  });
});
