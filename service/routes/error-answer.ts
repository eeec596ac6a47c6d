import * as z from "zod";
import { AppendMismatchError } from "../../protocol/entries.ts";
import { type ErrorCode, type ErrorResponse, errorStatus } from "../../protocol/errors.ts";
import { UNKNOWN_REQUIREMENT } from "../../protocol/request.ts";
import { PublicError } from "../errors/public-error.ts";
import { refusals } from "../errors/refusal.ts";

/** Longest list of complaints about a request, in characters. */
const MAX_COMPLAINTS_LENGTH = 500;

/** What to answer when something went wrong. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorResponse;
  /** When to come back, seconds. */
  readonly retryAfter?: number;
}

/** The one place where errors become answers. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof PublicError)
    return {
      ...answer(error.errorCode, error.answer),
      ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    };
  if (error instanceof AppendMismatchError)
    return answer("append_mismatch", `The text does not continue ${error.key}: send its whole content.`);
  if (error instanceof z.ZodError)
    return answer(error.issues.some(isRequirement) ? "unsupported" : "invalid_request", complaintsOf(error));
  return answer(...explainStatus(statusOf(error)));
}

export const notFoundAnswer = answer(
  "not_found",
  "There is nothing at this address. The API is described at /docs.",
);
const badAddressAnswer = answer("invalid_request", "The address is malformed. Check the link.");
export const badRequestAnswer = answer(
  "invalid_request",
  "This is not an HTTP request that the service understands.",
);
export const lateAnswer = answer("invalid_request", "The request took too long. Send it again.");

/** What to answer when the router cannot read the address. An id that is too long is like one that never was. */
export function addressAnswer({ code }: { readonly code: string }): ErrorAnswer {
  return code === "FST_ERR_BAD_URL" ? badAddressAnswer : notFoundAnswer;
}

function answer(code: ErrorCode, message: string): ErrorAnswer {
  return { status: errorStatus[code], body: { error: { code, message } } };
}

/** What Fastify itself refused. */
function explainStatus(status: number): readonly [ErrorCode, string] {
  if (status === 413) return refusals.bodyTooLarge;
  if (status >= 400 && status < 500)
    return [
      "invalid_request",
      "The request cannot be understood: send JSON with `content-type: application/json`.",
    ];
  return ["internal", "Something went wrong on the service. Its log says more."];
}

const isRequirement = (issue: z.core.$ZodIssue) =>
  issue.code === "custom" && issue.params?.[UNKNOWN_REQUIREMENT] !== undefined;

function complaintsOf({ issues }: z.ZodError): string {
  const complaints = issues.map(({ path, message }) => `${z.core.toDotPath(path) || "body"}: ${message}`);
  return `The request does not fit. ${complaints.join("; ").slice(0, MAX_COMPLAINTS_LENGTH)}.`;
}

function statusOf(error: unknown): number {
  const hasStatus = error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
  return hasStatus ? (error.statusCode as number) : 500;
}
