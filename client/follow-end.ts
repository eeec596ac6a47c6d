import type { CloseReason } from "../protocol/live.ts";
import { type EndReason, endReasons } from "../protocol/panel.ts";
import type { OutdatedError, ServiceError } from "./service-error.ts";

/** Why following a share is over. */
export type End = { readonly why: EndReason; readonly message: string };

/** What a service says that did not open: that it is over, or that it cannot now. */
export interface Answer {
  readonly end?: End | undefined;
  readonly busy?: { readonly words: string; readonly retryAfterMs: number | undefined };
}

export const outdatedEnd = ({ message }: OutdatedError): End => ({ why: "upgrade_required", message });

/** What an answer means whose code this version does not know. */
const endsByStatus: Readonly<Record<number, EndReason>> = {
  401: "sign_in_required",
  403: "forbidden",
  404: "not_found",
  410: "expired",
  426: "upgrade_required",
};

export function answerOf({ code, isOfService, status, message, retryAfterMs }: ServiceError): Answer {
  const isOther = isOfService && code === undefined;
  const why = isOther ? endsByStatus[status] : endReasons.find((reason) => reason === code);
  if (why) return { end: { why, message } };
  if (isOther) return { busy: { words: message, retryAfterMs } };
  if (code === "too_many_requests")
    return { busy: { words: "Too many requests came from here.", retryAfterMs } };
  return code === "unavailable"
    ? { busy: { words: "The service cannot answer now.", retryAfterMs: undefined } }
    : {};
}

export function whyAway(reason: CloseReason | undefined): string {
  if (reason === "lagging") return "This viewer fell behind.";
  return reason === "restarting" ? "The service is restarting." : "The service cannot be reached.";
}

export function endOf(reason: CloseReason): End | undefined {
  switch (reason) {
    case "revoked":
      return { why: "revoked", message: "The owner has stopped sharing this session." };
    case "expired":
      return { why: "expired", message: "This link has expired." };
    case "notFound":
      return { why: "not_found", message: "There is no such shared session." };
    case "forbidden":
      return { why: "forbidden", message: "This session is not shared with you." };
    case "lagging":
    case "restarting":
    case "unauthorized":
      return undefined;
    default:
      return reason satisfies never;
  }
}
