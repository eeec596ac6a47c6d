import type { SessionSummary } from "../../../engine/sources/session-source.ts";

/** How many sessions a list begins with, and grows by. */
export const PAGE_SIZE = 200;

export interface SessionPage {
  readonly shown: readonly SessionSummary[];
  /** How many more there are. */
  readonly hidden: number;
}

/** The first `limit` sessions whose title or mode has every word of the filter, in whatever case. */
export function pageOf(sessions: readonly SessionSummary[], filter: string, limit: number): SessionPage {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length === 0 ? sessions : sessions.filter((session) => hasAll(session, words));
  return { shown: found.slice(0, limit), hidden: Math.max(0, found.length - limit) };
}

function hasAll({ title, mode = "" }: SessionSummary, words: readonly string[]): boolean {
  const text = `${title} ${mode}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
