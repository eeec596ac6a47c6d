import { type ErrorCode, errorResponseSchema } from "../protocol/errors.ts";
import { MAX_ANSWER_BYTES, MAX_MESSAGE_LENGTH } from "../protocol/limits.ts";
import { cutText } from "../protocol/told-text.ts";
import { readText } from "./bounded-body.ts";
import { parseJson } from "./parse-json.ts";

/**
 * After how long a service that wants to be left alone is tried again at the latest, ms. It may name a date, which is as
 * good as the clock here, and timers do not know times over 24 days.
 */
export const LONGEST_WAIT_MS = 15 * 60_000;

/** The service answered, and it was not what was asked for. */
export class ServiceError extends Error {
  readonly status: number;
  /** The service's own code; undefined when something else answered (a proxy, another server). */
  readonly code: ErrorCode | undefined;
  /** How long the service wants to be left alone, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: ErrorCode | undefined, message: string, retryAfterMs?: number) {
    super(cutText(message, MAX_MESSAGE_LENGTH));
    this.name = "ServiceError";
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Reads the error out of an answer, whatever sent it. */
  static async from(response: Response): Promise<ServiceError> {
    const text = await readText(response, { maxBytes: MAX_ANSWER_BYTES }).catch(() => "");
    const parsed = errorResponseSchema.safeParse(parseJson(text));
    return new ServiceError(
      response.status,
      parsed.data?.error.code,
      parsed.data?.error.message ?? `The service answered ${response.status}.`,
      parseRetryAfter(response.headers.get("retry-after")),
    );
  }
}

/** The header's two forms: seconds, or the date until which to wait. */
function parseRetryAfter(header: string | null): number | undefined {
  if (!header?.trim()) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The service could not be reached, did not answer in time, or something that is no opencode-share service answered. */
export class ServiceUnreachableError extends Error {
  readonly serviceUrl: string;

  constructor(serviceUrl: string, why: string, options?: ErrorOptions) {
    super(`${serviceUrl}: ${why}`, options);
    this.name = "ServiceUnreachableError";
    this.serviceUrl = serviceUrl;
  }
}
