import { DAY_MS } from "../../primitives/durations.ts";
import { calendarTime } from "../../protocol/time.ts";

/** A size in bytes, with a unit. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const size = bytes / 1024 ** power;
  return `${power === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[power]}`;
}
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

/** When a share ends, both in ms since 1970. */
export function formatEnd(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return "never";
  const days = Math.ceil((expiresAt - now) / DAY_MS);
  return days <= 1 ? "within a day" : days <= 31 ? `in ${days} days` : formatDay(expiresAt);
}

/** A day (ms since 1970). */
export const formatDay = (at: number) => date.format(calendarTime(at));
