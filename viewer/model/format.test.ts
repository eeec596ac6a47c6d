import assert from "node:assert/strict";
import { formatCost, formatCount, formatDuration, plural, shortPath } from "./format.ts";

const cases: readonly [shown: string, expected: string][] = [
  [formatDuration(0), "0 ms"],
  [formatDuration(999), "999 ms"],
  [formatDuration(1234), "1.2 s"],
  [formatDuration(999.7), "1.0 s"],
  [formatDuration(59_949), "59.9 s"],
  [formatDuration(59_990), "1 min"],
  [formatDuration(63_200), "1 min 3 s"],
  [formatDuration(3_599_400), "59 min 59 s"],
  [formatDuration(3_599_600), "1 h"],
  [formatDuration(3_600_000), "1 h"],
  [formatDuration(3_660_000), "1 h 1 min"],
  [formatDuration(86_399_000), "1 d"],
  [formatDuration(90_000_000), "1 d 1 h"],
  [formatDuration(10 * 86_400_000), "10 d"],
  [formatDuration(-5), "0 ms"],
  [formatDuration(Number.NaN), "0 ms"],
  [formatCost(1.239), "$1.24"],
  [formatCost(0.0131), "$0.0131"],
  [formatCost(0.000_01), "< $0.0001"],
  [formatCount(9999), "9,999"],
  [formatCount(49_353), "49.4k"],
  [formatCount(1_250_000), "1.3M"],
  [plural(1, "line"), "1 line"],
  [plural(50_000, "line"), "50,000 lines"],
  [shortPath("/work/app/src/a.ts", "/work/app"), "src/a.ts"],
  [shortPath("C:\\app\\a.ts", "C:\\app"), "a.ts"],
  [shortPath("/work/apple/a.ts", "/work/app"), "/work/apple/a.ts"],
  [shortPath("/work/app", "/work/app"), "/work/app"],
  [shortPath("a.ts", undefined), "a.ts"],
];

describe("words for people", () => {
  for (const [shown, expected] of cases) it(`say ${expected}`, () => assert.equal(shown, expected));
});
