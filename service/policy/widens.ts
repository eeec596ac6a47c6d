import type { Audience } from "../../protocol/share.ts";
import type { ShareMeta } from "../store/store.ts";
import { knownAudience, knownKind } from "./known-words.ts";

/** What of a share says who may read it, how, until when, and whether more follows. */
export type Readable = Pick<
  ShareMeta,
  "audience" | "people" | "groups" | "expiresAt" | "passwordHash" | "maxViews" | "mode"
>;

/** Each audience has everybody in it who is in one before it. */
const WIDTH: Readonly<Record<Audience, number>> = { me: 0, people: 1, org: 2, link: 3 };

/**
 * Whether a change lets somebody read who could not, or could not so often, so long or so much. A policy is asked about
 * such changes alone: whatever else an owner does makes a share smaller, and is always possible. Another password
 * is no widening, since the former could have been told to just as many.
 */
export function widens(before: Readable, after: Readable): boolean {
  if (later(after.expiresAt, before.expiresAt)) return true;
  if (knownKind(before) === "snapshot" && knownKind(after) === "live") return true;
  // Only the owner is left, whom neither names nor a password nor a number of views concern.
  if (knownAudience(after) === "me") return false;
  return hasMoreReaders(before, after) || opensWider(before, after);
}

function hasMoreReaders(before: Readable, after: Readable): boolean {
  const [width, widthBefore] = [WIDTH[knownAudience(after)], WIDTH[knownAudience(before)]];
  if (width !== widthBefore) return width > widthBefore;
  if (after.audience !== "people") return false;
  return hasMore(before.people, after.people) || hasMore(before.groups, after.groups);
}

function opensWider(before: Readable, after: Readable): boolean {
  if (before.passwordHash && !after.passwordHash) return true;
  return (after.maxViews ?? Infinity) > (before.maxViews ?? Infinity);
}

const later = (end: number | null, than: number | null) => (end ?? Infinity) > (than ?? Infinity);

function hasMore(before: readonly string[] = [], after: readonly string[] = []): boolean {
  return after.some((name) => !before.includes(name));
}
