import * as z from "zod";
import { AppendMismatchError } from "../../protocol/entries.ts";
import { type ErrorCode, type ErrorResponse, errorStatus } from "../../protocol/errors.ts";
import { UNKNOWN_REQUIREMENT } from "../../protocol/request.ts";
import { DamageUnknownError, NotAdminError, TokenUnknownError } from "../admin/errors.ts";
import {
  BusyShareError,
  ForeignOriginError,
  InvalidRequestError,
  NotAllowedError,
  NotForYouError,
  NoViewsLeftError,
  OpenFirstError,
  ShareClosedError,
  TooManyError,
  UnfinishedError,
  WrongPasswordError,
  WrongSecretError,
} from "../errors/share-errors.ts";
import { NotReadyError } from "../health/not-ready-error.ts";
import {
  InvalidCredentialsError,
  ProviderUnavailableError,
  SignInRequiredError,
} from "../identity/errors.ts";
import {
  ContentsRemainError,
  RevisionAheadError,
  ShareFullError,
  ShareGoneError,
  ShareUnknownError,
  StoreUnavailableError,
} from "../store/errors.ts";
import { BodiesBusyError } from "../sync-body/body-budget.ts";
import { JsonSyntaxError } from "../sync-body/json-scanner.ts";
import { PageMissingError } from "./pages.ts";
import { ClientOutdatedError } from "./versions.ts";

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
  const [code, message] = explain(error);
  const retryAfter = error instanceof TooManyError ? { retryAfter: error.retryAfter } : {};
  return { ...answer(code, message), ...retryAfter };
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

function explain(error: unknown): [ErrorCode, string] {
  if (error instanceof ShareUnknownError)
    return ["not_found", "There is no such shared session. Check the link."];
  if (error instanceof ShareGoneError)
    return error.reason === "revoked"
      ? ["revoked", "The owner has stopped sharing this session."]
      : ["expired", "This link has expired. Ask its owner to share the session again."];
  if (error instanceof WrongSecretError)
    return [
      "unauthorized",
      "Only the owner may do this: sign in as who created this share, or send its secret as `authorization: Bearer …`.",
    ];
  if (error instanceof ForeignOriginError)
    return ["forbidden", "Pages of other sites may not use this service. Open the link itself."];
  if (error instanceof NotAdminError) return ["forbidden", error.message];
  if (error instanceof TokenUnknownError)
    return ["not_found", "There is no such token, or it was revoked already. List the tokens."];
  if (error instanceof DamageUnknownError)
    return ["not_found", "There is no damage of this name, or it was decided already. List the damage."];
  if (isRefusal(error)) return explainRefusal(error);
  if (error instanceof AppendMismatchError)
    return ["append_mismatch", `The text does not continue ${error.key}: send its whole content.`];
  if (error instanceof NotReadyError)
    return ["unavailable", `The service is not ready: ${error.problems.join("; ")}.`];
  if (error instanceof StoreUnavailableError)
    return [
      "unavailable",
      "The service cannot read or write its data now; nothing was changed. Try again later.",
    ];
  if (error instanceof UnfinishedError) return ["unavailable", error.message];
  if (error instanceof BusyShareError)
    return ["unavailable", "Others change this share at the same time; nothing was changed. Try again."];
  if (error instanceof ShareClosedError)
    return [
      "unavailable",
      "What the service keeps of this share is damaged, so it is open to its owner alone. Tell them, or an admin of the service.",
    ];
  if (error instanceof ContentsRemainError)
    return [
      "unavailable",
      "The share has ended and nobody can read it any more, but deleting its file failed. The service tries that again until it is done.",
    ];
  if (error instanceof ProviderUnavailableError)
    return ["unavailable", "The provider that knows people cannot be reached now. Try again later."];
  if (error instanceof PageMissingError)
    return [
      "unavailable",
      "The viewer page is not built on this service. Its operator runs `npm run build`.",
    ];
  if (error instanceof ClientOutdatedError)
    return [
      "upgrade_required",
      "This program is too old for this service. Update it: in VS Code the extension OpenCode Share, in a browser by loading the page again.",
    ];
  if (error instanceof JsonSyntaxError)
    return ["invalid_request", `The request is not the JSON that it should be: ${error.message}.`];
  if (error instanceof BodiesBusyError)
    return [
      "unavailable",
      "Too many large batches are on their way to this service. Try again in some seconds.",
    ];
  if (error instanceof InvalidRequestError) return ["invalid_request", error.message];
  if (error instanceof RevisionAheadError)
    return [
      "invalid_request",
      `lastSeenRevision is too far ahead: the share is at revision ${error.revision}. Read the manifest to learn it.`,
    ];
  if (error instanceof z.ZodError)
    return [error.issues.some(isRequirement) ? "unsupported" : "invalid_request", complaintsOf(error)];
  return explainStatus(statusOf(error));
}

type Refusal =
  | InvalidCredentialsError
  | SignInRequiredError
  | NotForYouError
  | OpenFirstError
  | WrongPasswordError
  | NoViewsLeftError
  | NotAllowedError
  | TooManyError
  | ShareFullError;

function isRefusal(error: unknown): error is Refusal {
  return (
    error instanceof InvalidCredentialsError ||
    error instanceof SignInRequiredError ||
    error instanceof NotForYouError ||
    error instanceof OpenFirstError ||
    error instanceof WrongPasswordError ||
    error instanceof NoViewsLeftError ||
    error instanceof NotAllowedError ||
    error instanceof TooManyError ||
    error instanceof ShareFullError
  );
}

/** Why somebody may not, and what to do about it. */
function explainRefusal(error: Refusal): [ErrorCode, string] {
  if (error instanceof InvalidCredentialsError)
    return ["unauthorized", `You are not signed in: ${error.message}. Sign in again.`];
  if (error instanceof SignInRequiredError)
    return ["sign_in_required", "This needs to know who you are. Sign in."];
  if (error instanceof NotForYouError)
    return error.why === "otherOrg"
      ? ["forbidden", "This session is shared inside another organisation. Ask its owner for access."]
      : ["forbidden", "This session is not shared with you. Ask its owner for access."];
  if (error instanceof OpenFirstError)
    return error.needs === "password"
      ? ["password_required", "This session has a password. Ask its owner for it."]
      : [
          "open_required",
          "This session can be opened only so many times. Open it when you are ready to read.",
        ];
  if (error instanceof WrongPasswordError)
    return ["password_required", "This is not the password. Check it and try again."];
  if (error instanceof NoViewsLeftError)
    return [
      "expired",
      "This session was opened as often as its owner allowed. Ask its owner to let it be opened again.",
    ];
  if (error instanceof ShareFullError)
    return [
      "too_large",
      `A share holds at most ${error.most} ${error.of} on this service. Delete some of its entries first.`,
    ];
  return [error instanceof TooManyError ? "too_many_requests" : "not_allowed", error.message];
}

/** What Fastify itself refused. */
function explainStatus(status: number): [ErrorCode, string] {
  if (status === 413) return ["too_large", "The request is too large. Send fewer or smaller entries."];
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
