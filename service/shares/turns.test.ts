import assert from "node:assert/strict";
import { Turns } from "./turns.ts";

describe("turns", () => {
  it("of one name come one after the other, and those of another at the same time", async () => {
    const turns = new Turns();
    const log: string[] = [];
    const first = Promise.withResolvers<void>();
    const work = (name: string, wait?: Promise<void>) => async () => {
      log.push(`${name} begins`);
      await wait;
      log.push(`${name} ends`);
      return name;
    };
    const a = turns.take("x", work("a", first.promise));
    const b = turns.take("x", work("b"));
    const c = turns.take("x", work("c"));
    assert.equal(await turns.take("y", work("d")), "d");
    assert.deepEqual(log, ["a begins", "d begins", "d ends"]);
    first.resolve();
    assert.deepEqual(await Promise.all([a, b, c]), ["a", "b", "c"]);
    assert.deepEqual(log.slice(3), ["a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  it("go on after one that failed, which fails for its own alone", async () => {
    const turns = new Turns();
    const failed = turns.take("x", () => Promise.reject(new Error("no")));
    const next = turns.take("x", async () => "next");
    await assert.rejects(failed, /no/);
    assert.equal(await next, "next");
  });
});
