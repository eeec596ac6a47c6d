/** An amount of money in hundredths. Never a fraction. */
export type Cents = number;

/** A share of an amount, rounded half up to whole cents. */
export function percentOf(amount: Cents, percent: number): Cents {
  return Math.round((amount * percent) / 100);
}

/** For people: 1999 becomes "19.99". */
export function formatCents(amount: Cents): string {
  return (amount / 100).toFixed(2);
}
