import * as z from "zod";
import { DAY_MS } from "../../primitives/durations.ts";
import type { UpdateShareRequest } from "../../protocol/share.ts";

/** When a share ends by itself: not at all, some days from now, or at a time (ms since 1970). */
export type Expiry =
  | { readonly kind: "never" }
  | { readonly kind: "days"; readonly days: number }
  | { readonly kind: "date"; readonly at: number };

/** The longest that a service takes, in days. */
export const MOST_DAYS = 3650;

export const expirySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("never") }),
  z.object({ kind: z.literal("days"), days: z.int().min(1).max(MOST_DAYS) }),
  z.object({ kind: z.literal("date"), at: z.int() }),
]);

/** The expiry of a number of days as settings and policies write it; null: never. */
export function expiryOfDays(days: number | null): Expiry {
  return days === null ? { kind: "never" } : { kind: "days", days };
}

/** The same as a service is asked for it. */
export function requestedEnd(expiry: Expiry): Pick<UpdateShareRequest, "expiresAt" | "expiresInDays"> {
  switch (expiry.kind) {
    case "never":
      return { expiresAt: null };
    case "days":
      return { expiresInDays: expiry.days };
    case "date":
      return { expiresAt: expiry.at };
    default:
      return expiry satisfies never;
  }
}

/** The end in ms since 1970; null: never. */
export function endOf(expiry: Expiry, now: number): number | null {
  switch (expiry.kind) {
    case "never":
      return null;
    case "days":
      return now + expiry.days * DAY_MS;
    case "date":
      return expiry.at;
    default:
      return expiry satisfies never;
  }
}

/** Whether a chosen date has passed. */
export function isOver(expiry: Expiry, now: number): boolean {
  return expiry.kind === "date" && expiry.at <= now;
}

export function isSameExpiry(a: Expiry, b: Expiry): boolean {
  return a.kind === b.kind && endOf(a, 0) === endOf(b, 0);
}

/** What is wrong with an expiry as somebody typed it. */
export type ExpiryProblem = "form" | "noSuchDay" | "past" | "tooFar";

/** Reads a number of days, or a day as YYYY-MM-DD, to whose end the share lasts where the person is. */
export function parseExpiry(text: string, now: number, mostDays = MOST_DAYS): Expiry | ExpiryProblem {
  const trimmed = text.trim();
  if (/^\d{1,6}$/.test(trimmed)) return parseDays(Number(trimmed), mostDays);
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return "form";
  const end = new Date(year, month - 1, day, 23, 59, 59, 999);
  if (end.getFullYear() !== year || end.getMonth() !== month - 1 || end.getDate() !== day) return "noSuchDay";
  const at = end.getTime();
  if (at <= now) return "past";
  return at > now + mostDays * DAY_MS ? "tooFar" : { kind: "date", at };
}

function parseDays(days: number, mostDays: number): Expiry | ExpiryProblem {
  if (days === 0) return "past";
  return days > mostDays ? "tooFar" : { kind: "days", days };
}
