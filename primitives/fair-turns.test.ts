import assert from "node:assert/strict";
import { FairTurns } from "./fair-turns.ts";

/** A work that ends when it is told to. */
function work(name: string, begun: string[]) {
  let end = () => {};
  let fail = () => {};
  const ended = new Promise<string>((resolve, reject) => {
    end = () => resolve(name);
    fail = () => reject(new Error(name));
  });
  const run = () => {
    begun.push(name);
    return ended;
  };
  return { run, end, fail };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe("works that take turns", () => {
  it("are begun so many at a time, and of each name one", async () => {
    const turns = new FairTurns(2);
    const begun: string[] = [];
    const [a1, a2] = [work("a1", begun), work("a2", begun)];
    const [b1, c1] = [work("b1", begun), work("c1", begun)];
    const done = [
      turns.take("a", a1.run),
      turns.take("a", a2.run),
      turns.take("b", b1.run),
      turns.take("c", c1.run),
    ];
    await soon();
    assert.deepEqual(begun, ["a1", "b1"]);
    b1.end();
    await soon();
    assert.deepEqual(begun, ["a1", "b1", "c1"]);
    for (const one of [a1, a2, c1]) one.end();
    assert.deepEqual(await Promise.all(done), ["a1", "a2", "b1", "c1"]);
  });

  it("wait for one of each other name at most, however many somebody has", async () => {
    const turns = new FairTurns(1);
    const begun: string[] = [];
    const many = Array.from({ length: 50 }, (_, n) => work(`many ${n}`, begun));
    const one = work("one", begun);
    const done = [...many.map(({ run }) => turns.take("many", run)), turns.take("one", one.run)];
    for (const { end } of [...many, one]) end();
    await Promise.all(done);
    assert.deepEqual(begun.slice(0, 3), ["many 0", "one", "many 1"]);
    assert.equal(begun.length, 51);
  });

  it("go on after one that fails", async () => {
    const turns = new FairTurns(1);
    const [bad, good] = [work("bad", []), work("good", [])];
    const failed = turns.take("a", bad.run);
    const done = turns.take("a", good.run);
    bad.fail();
    good.end();
    await assert.rejects(failed, /bad/);
    assert.equal(await done, "good");
  });
});
