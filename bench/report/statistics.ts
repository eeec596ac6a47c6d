/** The value below which a share `p` (0 to 1) of the values lies: the nearest one that was measured. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("there is no value");
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** How many decimals a number of its size deserves. */
export function short(value: number): string {
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(decimals);
}

/** "median (min–max) unit" */
export function spread(values: readonly number[], unit: string): string {
  const middle = short(median(values));
  return `${middle} (${short(Math.min(...values))}–${short(Math.max(...values))}) ${unit}`.trim();
}

/** "p50 a, p95 b, max c ms" */
export function percentiles(values: readonly number[]): string {
  const [p50, p95, most] = [median(values), percentile(values, 0.95), Math.max(...values)].map(Math.round);
  return `p50 ${p50}, p95 ${p95}, max ${most} ms`;
}
