import assert from "node:assert/strict";
import { mock } from "node:test";
import { atMostEvery } from "./at-most-every.ts";

describe("something that is called for often", () => {
  let runs = 0;
  beforeEach(() => {
    runs = 0;
    mock.timers.enable({ apis: ["setTimeout"] });
  });
  afterEach(() => mock.timers.reset());

  it("runs at once, and once more for all calls of the pause", () => {
    const limited = atMostEvery(1000, () => runs++);
    for (let call = 0; call < 5; call++) limited.call();
    assert.equal(runs, 1);
    mock.timers.tick(1000);
    assert.equal(runs, 2);
    mock.timers.tick(1000);
    assert.equal(runs, 2);
    limited.call();
    assert.equal(runs, 3);
  });

  it("runs no more once it is disposed of", () => {
    const limited = atMostEvery(1000, () => runs++);
    limited.call();
    limited.call();
    limited.dispose();
    mock.timers.tick(5000);
    assert.equal(runs, 1);
  });
});
