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
});
