import assert from "node:assert/strict";
import { Readiness } from "./readiness.ts";

describe("readiness", () => {
  const clock = { now: 0 };
  const now = () => clock.now;

  it("runs each check once at a time, and again only when what was found is old", async () => {
    let runs = 0;
    const check = async () => {
      runs += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return undefined;
    };
    const readiness = new Readiness([{ name: "store", check }], { maxAgeMs: 1_000, now });
    await Promise.all(Array.from({ length: 100 }, () => readiness.problems()));
    for (let n = 0; n < 100; n++) assert.deepEqual(await readiness.problems(), []);
    assert.equal(runs, 1);
    clock.now += 1_000;
    await readiness.problems();
    assert.equal(runs, 2);
  });

  it("names all that is not well, by reason, by failure, and by silence", async () => {
    const checks = [
      { name: "store", check: async () => undefined },
      { name: "audit", check: async () => "3 records wait to be written" },
      { name: "disk", check: () => Promise.reject(new Error("ENOSPC: /home/me/.data")) },
      { name: "database", check: () => new Promise<undefined>(() => {}) },
    ];
    const readiness = new Readiness(checks, { patienceMs: 1, now });
    const problems = [
      "audit: 3 records wait to be written",
      "disk: cannot be used now",
      "database: does not answer",
    ];
    assert.deepEqual(await readiness.problems(), problems);
    assert.deepEqual(await readiness.problems(), problems);
  });

  it("comes back when what failed is well again", async () => {
    let isWell = false;
    const check = async () => (isWell ? undefined : "no room left");
    const readiness = new Readiness([{ name: "store", check }], { maxAgeMs: 10, now });
    assert.deepEqual(await readiness.problems(), ["store: no room left"]);
    isWell = true;
    clock.now += 10;
    assert.deepEqual(await readiness.problems(), []);
  });
});
