import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../primitives/durations.ts";

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
];

/** By language and style: to make one takes longer than a row of a list. */
const formats = new Map<string, Intl.RelativeTimeFormat>();

/** A time as people say it, such as “3 hours ago”, in a narrow place “3h ago”; both times in ms since 1970. */
export function relativeTime(
  at: number,
  now: number,
  language: string,
  style: "long" | "narrow" = "long",
): string {
  const format = formatOf(language, style);
  const distance = at - now;
  for (const [unit, length] of UNITS) {
    // What is to come is rounded, so that something that ends in 30 days does not say 29 a second later.
    const count = distance < 0 ? Math.ceil(distance / length) : Math.round(distance / length);
    if (count !== 0) return format.format(count, unit);
  }
  return format.format(0, "second");
}

function formatOf(language: string, style: "long" | "narrow"): Intl.RelativeTimeFormat {
  const name = `${language} ${style}`;
  const format = formats.get(name) ?? new Intl.RelativeTimeFormat(language, { numeric: "auto", style });
  formats.set(name, format);
  return format;
}
