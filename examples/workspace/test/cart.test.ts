import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Line, totals } from "../src/cart.ts";

const roll: Line = { name: "Bread roll", price: 35, count: 1, taxPercent: 7 };

describe("totals", () => {
  it("of an empty cart are nothing", () => {
    assert.deepEqual(totals([]), { net: 0, tax: 0, gross: 0 });
  });

  it("do not depend on how a cart is split into lines", () => {
    assert.deepEqual(totals([roll, roll, roll]), totals([{ ...roll, count: 3 }]));
  });

  it("round the tax once per rate", () => {
    const candles: Line = { name: "Candles", price: 499, count: 2, taxPercent: 19 };
    assert.deepEqual(totals([{ ...roll, count: 3 }, candles]), { net: 1103, tax: 197, gross: 1300 });
  });
});
