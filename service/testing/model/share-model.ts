import type { Audience, ShareKind } from "../../../protocol/share.ts";

/** A share as simply as one can think of it: what was answered, and nothing of how. */
export interface ModelShare {
  readonly shareId: string;
  readonly secret: string;
  audience: Audience;
  people: readonly string[];
  mode: ShareKind;
  title: string;
  expiresAt: number | null;
  maxViews: number | null;
  views: number;
  text: string;
  gone: "revoked" | "expired" | undefined;
  /** Tickets that were given. */
  readonly tickets: ModelTicket[];
}

/** What was given to who has opened a share. */
export interface ModelTicket {
  readonly ticket: string;
  /** As it was told, ms since 1970. A share that is extended later does not extend it. */
  readonly expiresAt: number;
  /** No change of the share has ended it. */
  isAlive: boolean;
}

/** Whether a ticket lets in now. */
export const counts = ({ isAlive, expiresAt }: ModelTicket, now: number): boolean =>
  isAlive && expiresAt > now;

export type ModelChange = Partial<
  Pick<ModelShare, "audience" | "people" | "mode" | "title" | "expiresAt" | "maxViews">
>;

/** All that a change can be about, beside the title. */
const RULES = ["audience", "people", "mode", "expiresAt", "maxViews"] as const;

/** The share after a change; whom it names is forgotten with the audience. */
export function changed(share: ModelShare, change: ModelChange): ModelShare {
  const after = { ...share, ...change };
  if (after.audience !== "people") after.people = [];
  return after;
}

/** Whether a change is one that is recorded. */
export function isRecorded(before: ModelShare, after: ModelShare): boolean {
  return RULES.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Whether the tickets end with a change. */
export function endsTickets(before: ModelShare, after: ModelShare): boolean {
  if (after.maxViews === null) return false;
  if (before.maxViews === null) return true;
  return after.maxViews < before.maxViews && after.maxViews <= after.views;
}

/** Whether somebody of the organisation may read now; undefined: a stranger. */
export function mayRead(share: ModelShare, user: string | undefined, now: number, ticket?: string): boolean {
  if (share.gone || (share.expiresAt !== null && share.expiresAt <= now)) return false;
  if (user === "ann") return true;
  if (!isIn(share, user)) return false;
  if (share.maxViews === null) return true;
  return share.tickets.some((one) => one.ticket === ticket && counts(one, now));
}

function isIn({ audience, people }: ModelShare, user: string | undefined): boolean {
  if (audience === "link") return true;
  if (user === undefined || audience === "me") return false;
  return audience === "org" || people.includes(user);
}
