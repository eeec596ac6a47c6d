import assert from "node:assert/strict";
import { HOUR_MS } from "../../primitives/durations.ts";
import { Attempts, MAX_WINDOWS } from "./attempts.ts";

describe("attempts", () => {
  let now: number;
  let attempts: Attempts;
  beforeEach(() => {
    now = 1_000_000;
    attempts = new Attempts(() => now);
  });

  it("are so many in an hour, each name for itself, and tell how long to wait", () => {
    assert.deepEqual([attempts.take("a", 2), attempts.take("a", 2), attempts.take("a", 2)], [0, 0, 3600]);
    assert.equal(attempts.take("b", 2), 0);
    now += 1500;
    assert.equal(attempts.take("a", 2), 3599);
    now += HOUR_MS - 1501;
    assert.equal(attempts.take("a", 2), 1);
    now += 1;
    assert.equal(attempts.take("a", 2), 0);
  });

  it("are none any more once they are given back, and never less than none", () => {
    attempts.take("a", 1);
    attempts.giveBack("a");
    attempts.giveBack("a");
    attempts.giveBack("b");
    assert.deepEqual([attempts.take("a", 1), attempts.take("a", 1)], [0, 3600]);
  });

  it("are no more, and none longer barred, where the clock is set back", () => {
    attempts.take("a", 1);
    now -= 10 * HOUR_MS;
    assert.equal(attempts.take("a", 1), 3600);
    now += HOUR_MS;
    assert.equal(attempts.take("a", 1), 0);
  });

  it("of the oldest names are forgotten when there are too many, and of no others", () => {
    for (let n = 0; n <= MAX_WINDOWS; n += 1) attempts.take(`n${n}`, 1);
    assert.notEqual(attempts.take(`n${MAX_WINDOWS}`, 1), 0);
    assert.notEqual(attempts.take("n1", 1), 0);
    assert.equal(attempts.take("n0", 1), 0);
  });
});
