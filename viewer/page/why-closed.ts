import { ServiceError } from "../../client/service-error.ts";
import { endReasons, type FollowStatus } from "../../protocol/panel.ts";

/**
 * Why a share could not be opened: words for whoever tried, who may try again; or the status that the page has from now
 * on.
 */
export function whyClosed(error: unknown): string | FollowStatus {
  if (!(error instanceof ServiceError)) return "The service cannot be reached. Try again in a moment.";
  const { code, message, retryAfterMs } = error;
  if (code === "password_required") return message;
  if (code === "too_many_requests")
    return `Too many tries. ${retryAfterMs === undefined ? "Try again later." : tryAgain(retryAfterMs)}`;
  if (code === "unavailable") return "The service cannot answer now. Try again in a moment.";
  const why = endReasons.find((reason) => reason === code);
  return why ? { phase: "ended", why, message } : message;
}

function tryAgain(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (ms < 90_000) return `Try again in ${Math.max(1, Math.ceil(ms / 1000))} seconds.`;
  return `Try again in ${minutes} minutes.`;
}
