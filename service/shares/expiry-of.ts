import { DAY_MS } from "../../primitives/durations.ts";
import { Refusal } from "../errors/refusal.ts";

/** An end as a request names it: in days from now, or as a time (ms since 1970; null: never). */
export interface RequestedExpiry {
  readonly expiresAt?: number | null | undefined;
  readonly expiresInDays?: number | undefined;
}

/**
 * When a share ends: ms since 1970, null: never, undefined: the request does not say.
 * @throws Refusal `invalidRequest`
 */
export function expiryOf(request: RequestedExpiry, now: number): number | null | undefined {
  const { expiresAt, expiresInDays } = request;
  if (expiresAt !== undefined && expiresInDays !== undefined)
    throw new Refusal("invalidRequest", "Give either expiresAt or expiresInDays, not both.");
  if (expiresInDays !== undefined) return now + expiresInDays * DAY_MS;
  if (typeof expiresAt === "number" && expiresAt <= now)
    throw new Refusal("invalidRequest", "expiresAt must be in the future (milliseconds since 1970).");
  return expiresAt;
}

/** The end that a number of days from now makes; null: never. */
export function endAfter(days: number | null, now: number): number | null {
  return days === null ? null : now + days * DAY_MS;
}
