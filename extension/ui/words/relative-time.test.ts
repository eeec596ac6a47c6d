import assert from "node:assert/strict";
import { relativeTime } from "./relative-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("a relative time", () => {
  const cases = [
    [0, "now"],
    [-59_000, "now"],
    [-90_000, "1 minute ago"],
    [-59 * MINUTE, "59 minutes ago"],
    [-3 * HOUR - 50 * MINUTE, "3 hours ago"],
    [-DAY, "yesterday"],
    [-400 * DAY, "400 days ago"],
    [29_000, "now"],
    [MINUTE, "in 1 minute"],
    [6 * DAY - 1000, "in 6 days"],
    [30 * DAY - 1, "in 30 days"],
    [DAY, "tomorrow"],
  ] as const;
  for (const [distance, words] of cases)
    it(`${distance} ms away is “${words}”`, () =>
      assert.equal(relativeTime(1e12 + distance, 1e12, "en"), words));

  it("can be short", () => assert.equal(relativeTime(1e12 - 3 * HOUR, 1e12, "en", "narrow"), "3h ago"));

  it("speaks the language of the window", () => {
    assert.equal(relativeTime(1e12 + 6 * DAY, 1e12, "de"), "in 6 Tagen");
    assert.equal(relativeTime(1e12 - 3 * HOUR, 1e12, "de"), "vor 3 Stunden");
  });
});
