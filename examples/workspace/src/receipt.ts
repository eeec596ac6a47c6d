import { type Line, totals } from "./cart.ts";
import { formatCents } from "./money.ts";

const WIDTH = 32;

/** The receipt as the printer wants it: a line per article, then the totals. */
export function receipt(lines: readonly Line[]): string {
  const { net, tax, gross } = totals(lines);
  return [
    ...lines.map(({ name, price, count }) => row(`${count} × ${name}`, price * count)),
    "─".repeat(WIDTH),
    row("Net", net),
    row("Tax", tax),
    row("Total", gross),
  ].join("\n");
}

function row(label: string, amount: number): string {
  const text = formatCents(amount);
  return label.padEnd(WIDTH - text.length) + text;
}
