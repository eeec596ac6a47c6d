import { type ErrorCode, readError } from "../protocol/errors.ts";
import { MAX_ANSWER_BYTES, MAX_MESSAGE_LENGTH } from "../protocol/limits.ts";
import { cutText } from "../protocol/told-text.ts";
import type { Outdated } from "../protocol/version.ts";
import { readText } from "./bounded-body.ts";
import { parseJson } from "./parse-json.ts";
import { describeReachProblem, isWebPage, type ReachProblem } from "./reach-problem.ts";

/**
 * After how long a service that wants to be left alone is tried again at the latest, ms. It may name a date, which is as
 * good as the clock here, and timers do not know times over 24 days.
 */
export const LONGEST_WAIT_MS = 15 * 60_000;

/** Statuses that a proxy answers when it cannot reach the service, whatever it says beside them. */
const OF_GATEWAYS: readonly number[] = [502, 504];

/** The service answered, and it was not what was asked for. */
export class ServiceError extends Error {
  readonly status: number;
  /** The service's own code; undefined when it is of a newer one, or something else answered (a proxy, another server). */
  readonly code: ErrorCode | undefined;
  /** Whether a service of ours has answered, with a code that this version knows or not. */
  readonly isOfService: boolean;
  /** How long the service wants to be left alone, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    code: ErrorCode | undefined,
    message: string,
    retryAfterMs?: number,
    isOfService = code !== undefined,
  ) {
    super(cutText(message, MAX_MESSAGE_LENGTH));
    this.name = "ServiceError";
    this.status = status;
    this.code = code;
    this.isOfService = isOfService;
    this.retryAfterMs = retryAfterMs;
  }

  /** Reads the error out of an answer, whatever sent it. */
  static async from(response: Response): Promise<ServiceError> {
    const text = await readText(response, { maxBytes: MAX_ANSWER_BYTES }).catch(() => "");
    const said = readError(parseJson(text));
    return new ServiceError(
      response.status,
      said?.code,
      said?.message ?? describeForeign(response),
      parseRetryAfter(response.headers.get("retry-after")),
      said !== undefined && !OF_GATEWAYS.includes(response.status),
    );
  }
}

/** What an answer means that is none of our service's. */
function describeForeign(response: Response): string {
  const { status } = response;
  switch (status) {
    case 413:
      return "A proxy before the service refuses requests of this size (413). Who runs it can allow larger ones.";
    case 404:
      return "No opencode-share service is at this address (404). Check it, with its path.";
    case 502:
    case 504:
      return `A proxy cannot reach the service behind it (${status}). Try again later, or tell whoever runs it.`;
    default:
      return isWebPage(response)
        ? `Something before the service answered ${status} with a web page, as a proxy or firewall does. Open the address in a browser to see what it wants.`
        : `The service answered ${status}.`;
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
  readonly problem: ReachProblem;

  constructor(serviceUrl: string, problem: ReachProblem, options?: ErrorOptions) {
    super(`${serviceUrl}: ${describeReachProblem(problem)}`, options);
    this.name = "ServiceUnreachableError";
    this.serviceUrl = serviceUrl;
    this.problem = problem;
  }
}

const isPage = "document" in globalThis;

/** The service and this client do not understand each other until one of them is updated; the message says which, for people. */
export class OutdatedError extends Error {
  readonly serviceUrl: string;
  readonly side: Outdated;

  constructor(serviceUrl: string, side: Outdated) {
    super(adviceOf(serviceUrl, side));
    this.name = "OutdatedError";
    this.serviceUrl = serviceUrl;
    this.side = side;
  }
}

function adviceOf(serviceUrl: string, side: Outdated): string {
  if (side === "service")
    return `${serviceUrl} is too old for this version of OpenCode Share. Ask whoever runs it to update the service.`;
  return isPage
    ? "This page is too old for its service. Load it again."
    : `OpenCode Share is too old for ${serviceUrl}. Update the extension.`;
}
