import assert from "node:assert/strict";
import { Sequencer } from "./sequencer.ts";

describe("a sequencer", () => {
  it("runs one work at a time, in the order in which they were given", async () => {
    const sequencer = new Sequencer();
    const log: string[] = [];
    const work = (name: string, turns: number) => async () => {
      log.push(`${name} begins`);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      log.push(`${name} ends`);
      return name;
    };
    const all = await Promise.all([
      sequencer.run(work("a", 9)),
      sequencer.run(work("b", 1)),
      sequencer.run(work("c", 0)),
    ]);
    assert.deepEqual(all, ["a", "b", "c"]);
    assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  it("goes on after a work that fails, and tells whoever gave it", async () => {
    const sequencer = new Sequencer();
    const failing = sequencer.run(() => {
      throw new Error("no");
    });
    const next = sequencer.run(() => 1);
    await assert.rejects(failing, /^Error: no$/);
    assert.equal(await next, 1);
  });

  it("begins nothing before the caller has gone on", async () => {
    let begun = false;
    const done = new Sequencer().run(() => {
      begun = true;
    });
    assert.equal(begun, false);
    await done;
    assert.equal(begun, true);
  });
});
