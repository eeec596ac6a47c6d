import assert from "node:assert/strict";
import { ReadBudget } from "./read-budget.ts";

const KB = 1024;

describe("what readers may hold", () => {
  it("is shared by all of them, and no more or less than makes sense for one", () => {
    const budget = new ReadBudget(2048 * KB);
    assert.equal(budget.pieceBytes, 256 * KB);
    const ends = [budget.begin(), budget.begin()];
    assert.equal(budget.pieceBytes, 256 * KB);
    ends.push(budget.begin(), budget.begin());
    assert.equal(budget.pieceBytes, 128 * KB);
    for (let n = 4; n < 1000; n += 1) ends.push(budget.begin());
    assert.equal(budget.pieceBytes, 4 * KB);
    for (const end of ends.splice(0, 999)) end();
    assert.equal(budget.pieceBytes, 256 * KB);
    for (const end of ends) end();
    assert.equal(budget.pieceBytes, 256 * KB);
  });

  it("is given back, however often somebody has read before", () => {
    const budget = new ReadBudget(64 * KB);
    for (let n = 0; n < 10; n += 1) budget.begin()();
    assert.equal(budget.pieceBytes, 16 * KB);
    budget.begin();
    budget.begin();
    assert.equal(budget.pieceBytes, 8 * KB);
  });
});
