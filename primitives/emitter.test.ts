import assert from "node:assert/strict";
import { Emitter } from "./emitter.ts";

describe("an emitter", () => {
  it("tells all listeners, in the order in which they came, until they stop listening", () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ["first 1", "second 1", "second 2"]);
  });

  it("counts a function that listens twice as two listeners", () => {
    const emitter = new Emitter();
    let calls = 0;
    const listener = () => void calls++;
    const one = emitter.event(listener);
    emitter.event(listener);
    emitter.fire();
    one.dispose();
    emitter.fire();
    assert.equal(calls, 3);
  });

  it("lets listeners come and go while it tells", () => {
    const emitter = new Emitter();
    const heard: string[] = [];
    const first = emitter.event(() => {
      first.dispose();
      emitter.event(() => heard.push("late"));
    });
    emitter.event(() => heard.push("second"));
    emitter.fire();
    assert.deepEqual(heard, ["second"]);
    emitter.fire();
    assert.deepEqual(heard, ["second", "second", "late"]);
  });

  it("tells nobody after it was disposed of", () => {
    const emitter = new Emitter();
    emitter.event(() => assert.fail("told"));
    emitter.dispose();
    emitter.fire();
  });
});
