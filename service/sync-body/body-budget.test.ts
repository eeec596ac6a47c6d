import assert from "node:assert/strict";
import { refusedFor } from "../testing/refused-for.ts";
import { BodyBudget } from "./body-budget.ts";

const MB = 1024 * 1024;

describe("the budget of request bodies", () => {
  it("turns large bodies away that would not fit, and takes them when others have ended", () => {
    const budget = new BodyBudget({ bytes: 10 * MB, forSmall: 2 * MB });
    budget.begin("bob", 2 * MB);
    const first = budget.begin("ann", 4 * MB);
    assert.throws(() => budget.begin("cid", 3 * MB), refusedFor("bodiesBusy"));
    assert.equal(budget.used, 6 * MB);
    first.end();
    first.end();
    assert.equal(budget.used, 2 * MB);
    budget.begin("cid", 3 * MB);
  });

  it("keeps room for small bodies", () => {
    const budget = new BodyBudget({ bytes: 10 * MB, forSmall: 2 * MB });
    for (const sender of ["ann", "bob"]) budget.begin(sender, 4 * MB);
    assert.throws(() => budget.begin("cid", 1.5 * MB), refusedFor("bodiesBusy"));
    const small = [budget.begin("cid", MB), budget.begin("cid", MB)];
    assert.throws(() => budget.begin("cid", 1), refusedFor("bodiesBusy"));
    for (const body of small) body.end();
    assert.equal(budget.used, 8 * MB);
  });

  it("counts a body whose length nobody announced as it comes", () => {
    const budget = new BodyBudget({ bytes: 20 * MB, forSmall: 0 });
    const body = budget.begin("ann");
    body.grow(3 * MB);
    body.grow(6 * MB);
    assert.equal(budget.used, 6 * MB);
    assert.throws(() => body.grow(11 * MB), refusedFor("bodiesBusy"));
    assert.equal(budget.used, 6 * MB);
    body.end();
    assert.equal(budget.used, 0);
  });

  it("lets nobody take more than half of it, however many bodies they begin", () => {
    const budget = new BodyBudget({ bytes: 10 * MB, forSmall: 2 * MB });
    const large = budget.begin("ann", 4 * MB);
    assert.throws(() => budget.begin("ann", 2 * MB), refusedFor("bodiesBusy"));
    const small = budget.begin("ann", MB);
    assert.throws(() => budget.begin("ann", 1), refusedFor("bodiesBusy"));
    budget.begin("bob", 3 * MB);
    for (const body of [large, small]) body.end();
    budget.begin("ann", 4 * MB);
  });
});
