const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** A time as people say it, such as “3 hours ago”, in a narrow place “3h ago”; both times in ms since 1970. */
export function relativeTime(
  at: number,
  now: number,
  language: string,
  style: "long" | "narrow" = "long",
): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style });
  const distance = at - now;
  for (const [unit, length] of UNITS) {
    // What is to come is rounded, so that something that ends in 30 days does not say 29 a second later.
    const count = distance < 0 ? Math.ceil(distance / length) : Math.round(distance / length);
    if (count !== 0) return format.format(count, unit);
  }
  return format.format(0, "second");
}
