import type { ErrorCode } from "../../protocol/errors.ts";
import type { CloseReason } from "../../protocol/live.ts";
import { PublicError } from "../errors/public-error.ts";
import { isRefusal } from "../errors/refusal.ts";

/** What ends following for good, or until something is proved, by the code that a request would be answered with. */
const REASONS: { readonly [code in ErrorCode]?: CloseReason } = {
  unauthorized: "unauthorized",
  sign_in_required: "unauthorized",
  password_required: "unauthorized",
  open_required: "unauthorized",
  forbidden: "forbidden",
  not_found: "notFound",
  revoked: "revoked",
  expired: "expired",
};

/** What to tell somebody who follows a share when this happened. Whatever else went wrong, coming back later is right. */
export function closeReasonOf(error: unknown): CloseReason {
  // The same question over HTTP tells of the damage.
  if (isRefusal(error, "shareDamaged")) return "unauthorized";
  return (error instanceof PublicError ? REASONS[error.errorCode] : undefined) ?? "restarting";
}
