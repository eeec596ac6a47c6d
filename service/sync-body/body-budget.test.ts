import assert from "node:assert/strict";
import { BodiesBusyError, BodyBudget } from "./body-budget.ts";

const MB = 1024 * 1024;

describe("the budget of request bodies", () => {
  it("turns large bodies away that would not fit, and takes them when others have ended", () => {
    const budget = new BodyBudget({ bytes: 10 * MB, forSmall: 2 * MB });
    const first = budget.begin(5 * MB);
    assert.throws(() => budget.begin(4 * MB), BodiesBusyError);
    assert.equal(budget.used, 5 * MB);
    first.end();
    first.end();
    assert.equal(budget.used, 0);
    budget.begin(4 * MB);
  });

  it("keeps room for small bodies", () => {
    const budget = new BodyBudget({ bytes: 10 * MB, forSmall: 2 * MB });
    budget.begin(8 * MB);
    assert.throws(() => budget.begin(1.5 * MB), BodiesBusyError);
    const small = [budget.begin(MB), budget.begin(MB)];
    assert.throws(() => budget.begin(1), BodiesBusyError);
    for (const body of small) body.end();
    assert.equal(budget.used, 8 * MB);
  });

  it("counts a body whose length nobody announced as it comes", () => {
    const budget = new BodyBudget({ bytes: 10 * MB, forSmall: 0 });
    const body = budget.begin();
    body.grow(3 * MB);
    body.grow(6 * MB);
    assert.equal(budget.used, 6 * MB);
    assert.throws(() => body.grow(11 * MB), BodiesBusyError);
    assert.equal(budget.used, 6 * MB);
    body.end();
    assert.equal(budget.used, 0);
  });
});
