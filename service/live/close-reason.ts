import type { CloseReason } from "../../protocol/live.ts";
import { NotForYouError, OpenFirstError, ShareClosedError } from "../errors/share-errors.ts";
import { InvalidCredentialsError, SignInRequiredError } from "../identity/errors.ts";
import { ShareGoneError, ShareUnknownError } from "../store/errors.ts";

/** What to tell somebody who follows a share when this happened. */
export function closeReasonOf(error: unknown): CloseReason {
  if (error instanceof ShareGoneError) return error.reason;
  if (error instanceof ShareUnknownError) return "notFound";
  if (error instanceof NotForYouError) return "forbidden";
  const needsProof =
    error instanceof SignInRequiredError ||
    error instanceof OpenFirstError ||
    error instanceof ShareClosedError ||
    error instanceof InvalidCredentialsError;
  // Whatever else went wrong, coming back later is right.
  return needsProof ? "unauthorized" : "restarting";
}
