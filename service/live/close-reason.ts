import type { CloseReason } from "../../protocol/live.ts";
import { isRefusal, type RefusalReason } from "../errors/refusal.ts";
import { ShareGoneError, ShareUnknownError } from "../store/errors.ts";

const NEEDS_PROOF = [
  "signInRequired",
  "invalidCredentials",
  "passwordRequired",
  "openRequired",
  "shareDamaged",
] as const satisfies readonly RefusalReason[];

/** What to tell somebody who follows a share when this happened. */
export function closeReasonOf(error: unknown): CloseReason {
  if (error instanceof ShareGoneError) return error.reason;
  if (error instanceof ShareUnknownError) return "notFound";
  if (isRefusal(error, "otherOrg", "notNamed")) return "forbidden";
  // Whatever else went wrong, coming back later is right.
  return isRefusal(error, ...NEEDS_PROOF) ? "unauthorized" : "restarting";
}
