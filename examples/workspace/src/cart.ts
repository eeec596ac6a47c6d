import { type Cents, percentOf } from "./money.ts";

/** Some pieces of one article. */
export interface Line {
  readonly name: string;
  readonly price: Cents;
  readonly count: number;
  readonly taxPercent: number;
}

export interface Totals {
  readonly net: Cents;
  readonly tax: Cents;
  readonly gross: Cents;
}

/** What a cart costs. Tax is rounded once per rate: rounding each line would gain or lose a cent here and there. */
export function totals(lines: readonly Line[]): Totals {
  const netByRate = new Map<number, Cents>();
  for (const { price, count, taxPercent } of lines)
    netByRate.set(taxPercent, (netByRate.get(taxPercent) ?? 0) + price * count);
  let net = 0;
  let tax = 0;
  for (const [rate, sum] of netByRate) {
    net += sum;
    tax += percentOf(sum, rate);
  }
  return { net, tax, gross: net + tax };
}
