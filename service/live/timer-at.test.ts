import assert from "node:assert/strict";
import { startTimerAt } from "./timer-at.ts";

describe("a timer for a time of day", () => {
  it("waits on where the clock was set back meanwhile", async () => {
    const times = [80, 60, 90, 100];
    const asked: number[] = [];
    const now = () => {
      const time = times.shift() ?? 100;
      asked.push(time);
      return time;
    };
    await new Promise<void>((resolve) => {
      startTimerAt(100, now, resolve);
    });
    assert.equal(asked.at(-1), 100);
  });

  it("calls back at once when the time is over", async () => {
    await new Promise<void>((resolve) => {
      startTimerAt(
        100,
        () => 200,
        () => resolve(),
      );
    });
  });
});
