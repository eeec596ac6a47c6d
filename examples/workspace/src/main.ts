import type { Line } from "./cart.ts";
import { receipt } from "./receipt.ts";

const cart: readonly Line[] = [
  { name: "Bread roll", price: 35, count: 3, taxPercent: 7 },
  { name: "Butter", price: 249, count: 1, taxPercent: 7 },
  { name: "Candles", price: 499, count: 2, taxPercent: 19 },
];

console.log(receipt(cart));
