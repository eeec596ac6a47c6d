import assert from "node:assert/strict";
import { TimeSlices } from "./time-slices.ts";

describe("time slices", () => {
  it("are over when their time is, and begin anew after a turn of all others", async () => {
    const short = new TimeSlices(0);
    assert.ok(short.isOver);
    let isServed = false;
    setImmediate(() => {
      isServed = true;
    });
    await short.next();
    assert.ok(isServed);
    const long = new TimeSlices(1e9);
    assert.ok(!long.isOver);
    await long.next();
    assert.ok(!long.isOver);
  });

  it("are the works' together: of many, each waits for the others' turn, and the rest of the process for one slice", async () => {
    const { now } = performance;
    let clock = 0;
    performance.now = () => clock;
    try {
      const slices = new TimeSlices(10);
      let left = 2_000;
      let longest = 0;
      const works = Array.from({ length: 50 }, async () => {
        while (left > 0) {
          left -= 1;
          clock += 1;
          await Promise.resolve();
          if (slices.isOver) await slices.next();
        }
      });
      for (let last = clock; left > 0; last = clock) {
        await new Promise((resolve) => setImmediate(resolve));
        longest = Math.max(longest, clock - last);
      }
      await Promise.all(works);
      assert.ok(longest <= 10 + works.length, `${longest} ms without a turn of others`);
    } finally {
      performance.now = now;
    }
  });
});
