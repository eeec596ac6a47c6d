import { OutdatedError, ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import { messageOf } from "../../primitives/message-of.ts";
import { type ErrorCode, isOver } from "../../protocol/errors.ts";
import { SessionGoneError } from "../sources/session-source.ts";

/** What a failed flush means for the sync. */
export type Failure =
  /** The service refuses this share from now on. */
  | { readonly kind: "ended"; readonly code: ErrorCode; readonly message: string }
  /** The session left the storage; the share stays, and sync waits until the storage changes. */
  | { readonly kind: "gone"; readonly message: string }
  /** The two sides disagree about what the service holds: ask and send again, at once. */
  | { readonly kind: "disagreement"; readonly message: string }
  /** It may work later. */
  | {
      readonly kind: "pause";
      readonly cause: "service" | "storage";
      readonly code?: ErrorCode | undefined;
      readonly message: string;
      /** Why the service could not be asked, for whoever has other words for it. */
      readonly error?: ServiceUnreachableError | OutdatedError | undefined;
      readonly retryAfterMs: number | undefined;
    };

/** A policy, or a program, does not change from one second to the next, ms. */
const SLOW_TO_CHANGE_MS = 5 * 60_000;
const SLOW_TO_CHANGE: readonly (ErrorCode | undefined)[] = ["not_allowed", "upgrade_required"];

/** Reads a failure off what a flush threw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof SessionGoneError)
    return {
      kind: "gone",
      message: "The session is no longer in the local storage. The share stays as it is.",
    };
  if (error instanceof ServiceError) return serviceFailure(error);
  const message = messageOf(error);
  if (error instanceof ServiceUnreachableError || error instanceof OutdatedError)
    return { kind: "pause", cause: "service", message, error, retryAfterMs: undefined };
  return { kind: "pause", cause: "storage", message, retryAfterMs: undefined };
}

function serviceFailure(error: ServiceError): Failure {
  const { code, message } = error;
  if (code === "unauthorized" || code === "forbidden" || isOver(code))
    return { kind: "ended", code, message };
  if (code === "append_mismatch") return { kind: "disagreement", message };
  const retryAfterMs = error.retryAfterMs ?? (SLOW_TO_CHANGE.includes(code) ? SLOW_TO_CHANGE_MS : undefined);
  return { kind: "pause", cause: "service", code, message, retryAfterMs };
}
