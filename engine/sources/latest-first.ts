import type { SessionSummary } from "./session-source.ts";

/** Orders sessions by their last update, the latest first; of one instant the newer one, whose id is smaller. */
export function latestFirst(a: SessionSummary, b: SessionSummary): number {
  return b.updatedAt - a.updatedAt || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
}
