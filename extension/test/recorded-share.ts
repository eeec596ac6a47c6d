import type { LocalShare } from "../../engine/registry/local-share.ts";
import { DAY_MS } from "../../primitives/durations.ts";

/** When the share is looked at, ms since 1970. */
export const now = Date.now();

/** A share as this computer remembers it: made a day ago, it ends in six days. */
export const record: LocalShare = {
  shareId: "a".repeat(43),
  sessionId: "ses_1",
  serviceUrl: "https://s.example",
  shareUrl: `https://s.example/share/${"a".repeat(43)}`,
  title: "Parser",
  directory: "/w",
  createdAt: now - DAY_MS,
  expiresAt: now + 6 * DAY_MS,
  phase: "shared",
};
