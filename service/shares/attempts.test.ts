import assert from "node:assert/strict";
import { HOUR_MS } from "../../primitives/durations.ts";
import { describeHourlyCounts } from "../limits/hourly-counts-contract.ts";
import { Attempts, MAX_WINDOWS } from "./attempts.ts";

describeHourlyCounts("attempts in this process", async () => {
  let now = 1_000_000;
  const later = async (ms: number) => {
    now += ms;
  };
  return { counts: new Attempts(() => now), later };
});

describe("attempts", () => {
  let now: number;
  let attempts: Attempts;
  beforeEach(() => {
    now = 1_000_000;
    attempts = new Attempts(() => now);
  });

  it("are so many in an hour, each name for itself, and tell how long to wait", async () => {
    assert.deepEqual(
      [await attempts.take("a", 2), await attempts.take("a", 2), await attempts.take("a", 2)],
      [0, 0, 3600],
    );
    assert.equal(await attempts.take("b", 2), 0);
    now += 1500;
    assert.equal(await attempts.take("a", 2), 3599);
    now += HOUR_MS - 1501;
    assert.equal(await attempts.take("a", 2), 1);
    now += 1;
    assert.equal(await attempts.take("a", 2), 0);
  });

  it("are none any more once they are given back, and never less than none", async () => {
    await attempts.take("a", 1);
    await attempts.giveBack("a");
    await attempts.giveBack("a");
    await attempts.giveBack("b");
    assert.deepEqual([await attempts.take("a", 1), await attempts.take("a", 1)], [0, 3600]);
  });

  it("are no more, and none longer barred, where the clock is set back", async () => {
    await attempts.take("a", 1);
    now -= 10 * HOUR_MS;
    assert.equal(await attempts.take("a", 1), 3600);
    now += HOUR_MS;
    assert.equal(await attempts.take("a", 1), 0);
  });

  it("of the oldest names are forgotten when there are too many, and of no others", async () => {
    for (let n = 0; n <= MAX_WINDOWS; n += 1) await attempts.take(`n${n}`, 1);
    assert.notEqual(await attempts.take(`n${MAX_WINDOWS}`, 1), 0);
    assert.notEqual(await attempts.take("n1", 1), 0);
    assert.equal(await attempts.take("n0", 1), 0);
  });
});
