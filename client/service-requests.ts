import type { adminRoutes } from "../protocol/admin.ts";
import { MAX_ANSWER_BYTES } from "../protocol/limits.ts";
import { type Answer, type Asked, addressOf, type JsonText, type Route } from "../protocol/route.ts";
import { type RouteAccess, routes } from "../protocol/routes.ts";
import { TICKET_HEADER } from "../protocol/share.ts";
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from "../protocol/version.ts";
import { Answers } from "./answers.ts";
import { type BodyLimit, BodyTooLargeError } from "./bounded-body.ts";
import { Patience } from "./patience.ts";
import { isWebPage, type ReachProblem, reachProblemOf, redirectProblem } from "./reach-problem.ts";
import { OutdatedError, ServiceError, ServiceUnreachableError } from "./service-error.ts";

/** How long a service is waited for before it counts as unreachable, ms. */
export interface Timeouts {
  /** For a request with its whole answer. */
  readonly request: number;
  /** For what may be many MB (a sync, a manifest, a whole share): until something comes, and again until more does. */
  readonly transfer: number;
}

const DEFAULT_TIMEOUTS: Timeouts = { request: 15_000, transfer: 60_000 };
/** So many times the patience with a transfer that stands still is the patience with one that goes on. */
const TRANSFER_TIMES = 10;
/** A slower line than this cannot share, bytes per ms: what is sent has so much more time. */
const SLOWEST_LINE = 50;
export const NOT_MODIFIED = 304;

export interface ServiceRequestsOptions {
  readonly timeouts?: Timeouts | undefined;
  /** The personal token of whoever is signed in at this service; undefined: nobody. Asked before each request. */
  readonly token?: (() => Promise<string | undefined> | string | undefined) | undefined;
  /** The service says that a token does not count (any more). */
  readonly onTokenRefused?: ((token: string) => void) | undefined;
}

/** A route, and whom it serves. */
export interface ServiceRoute extends Route {
  readonly access: RouteAccess | (typeof adminRoutes)[keyof typeof adminRoutes]["access"];
}

/** How something is asked, whatever it is. */
export interface RequestOptions {
  readonly secret?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly isTransfer?: boolean;
  readonly maxBytes?: number;
  readonly accept?: string;
  /** Of the answer that is known: the same one is answered without its body, 304. */
  readonly etag?: string | undefined;
}

/** What a route is asked, and how. */
export type RequestOf<R extends ServiceRoute> = Asked<R> & RequestOptions;
/** What is made of an answer that is no refusal. */
type Take<T> = (response: Response, limit: BodyLimit) => Promise<T>;
type AnyRequest = RequestOptions & Parameters<typeof addressOf>[1] & { readonly body?: unknown };

/**
 * The requests to one service, as its tables of routes declare them: with what proves who asks, within limits of time
 * and size, and with errors that say what was wrong. It asks with the secret that it is given, else as whoever is signed
 * in.
 */
export class ServiceRequests {
  readonly serviceUrl: string;
  readonly #timeouts: Timeouts;
  readonly #options: ServiceRequestsOptions;
  readonly answers: Answers;
  /** By share. */
  readonly #tickets = new Map<string, string>();

  constructor(serviceUrl: string, options: ServiceRequestsOptions = {}) {
    this.serviceUrl = serviceUrl;
    this.#timeouts = options.timeouts ?? DEFAULT_TIMEOUTS;
    this.#options = options;
    this.answers = new Answers(serviceUrl);
  }

  /** From now on a share is read with this ticket. */
  keepTicket(shareId: string, ticket: string): void {
    this.#tickets.set(shareId, ticket);
  }

  /** What proves to the service who reads a share now, as headers. */
  async proof(shareId: string): Promise<Readonly<Record<string, string>>> {
    return this.#proof(shareId, await this.#options.token?.());
  }

  /** Asks, and reads the answer as the table says. @throws as `send` */
  async call<R extends ServiceRoute>(route: R, request: RequestOf<R>): Promise<Answer<R>> {
    const { lines, seen = route.response }: ServiceRoute = route;
    const answer: unknown = await this.send(route, request, (response, limit) => {
      if (lines) return this.answers.lines(response, limit, lines);
      return seen ? this.answers.json(response, limit, seen) : this.answers.done(response);
    });
    return answer as Answer<R>;
  }

  /**
   * Asks, and leaves it to `take` what is made of the answer.
   * @throws ServiceError, ServiceUnreachableError, OutdatedError, or the signal's reason
   */
  async send<R extends ServiceRoute, T>(route: R, request: RequestOf<R>, take: Take<T>): Promise<T> {
    const { secret } = request;
    const token = secret ?? (isForAll(route) ? undefined : await this.#options.token?.());
    try {
      return await this.#sendAs(token, route, request, take);
    } catch (error) {
      const isRefused = error instanceof ServiceError && error.code === "unauthorized";
      // Of an owner's route it may only say that the share is somebody else's.
      const isOfShare = route.access === "owner" || route.access === "manager";
      if (!isRefused || token === undefined || token === secret || isOfShare) throw error;
      this.#options.onTokenRefused?.(token);
      // What everybody may read must not depend on a token that is over.
      if (route.access === "reader") return this.#sendAs(undefined, route, request, take);
      throw error;
    }
  }

  async #sendAs<T>(
    bearer: string | undefined,
    route: ServiceRoute,
    request: AnyRequest,
    take: Take<T>,
  ): Promise<T> {
    const { signal, maxBytes = MAX_ANSWER_BYTES, accept, etag } = request;
    const body = jsonOf(request.body);
    const patience = this.#patienceFor(request, body?.length);
    try {
      const path = addressOf(route, request);
      const response = await fetch(this.serviceUrl + path, {
        method: route.method,
        // What proves who asks goes nowhere else.
        redirect: "manual",
        headers: {
          [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(accept === undefined ? {} : { accept }),
          ...(etag === undefined ? {} : { "if-none-match": etag }),
          ...this.#proof(route.access === "reader" ? request.params?.id : undefined, bearer),
        },
        ...(body === undefined ? {} : { body }),
        signal: signal ? AbortSignal.any([signal, patience.signal]) : patience.signal,
      });
      patience.renew();
      const redirect = redirectProblem(response, { serviceUrl: this.serviceUrl, routePath: path });
      if (redirect) throw new ServiceUnreachableError(this.serviceUrl, redirect);
      if (response.ok && isWebPage(response))
        throw new ServiceUnreachableError(this.serviceUrl, { kind: "webPage" });
      const isKnown = response.status === NOT_MODIFIED && etag !== undefined;
      if (!response.ok && !isKnown) throw await ServiceError.from(response);
      return await take(response, { maxBytes, onProgress: () => patience.renew() });
    } catch (cause) {
      signal?.throwIfAborted();
      throw this.#explained(cause, patience);
    } finally {
      patience.stop();
    }
  }

  #patienceFor({ isTransfer }: RequestOptions, bytes = 0): Patience {
    const { request, transfer } = this.#timeouts;
    if (!isTransfer) return new Patience(request, request);
    const idleMs = transfer + bytes / SLOWEST_LINE;
    return new Patience(idleMs, TRANSFER_TIMES * idleMs);
  }

  #proof(read: string | undefined, bearer: string | undefined): Readonly<Record<string, string>> {
    const ticket = read === undefined ? undefined : this.#tickets.get(read);
    return {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(ticket === undefined ? {} : { [TICKET_HEADER]: ticket }),
    };
  }

  #explained(cause: unknown, patience: Patience): Error {
    if (cause instanceof ServiceError || cause instanceof ServiceUnreachableError) return cause;
    if (cause instanceof OutdatedError) return cause;
    return new ServiceUnreachableError(this.serviceUrl, problemOf(cause, patience), { cause });
  }
}

function problemOf(cause: unknown, patience: Patience): ReachProblem {
  if (cause instanceof BodyTooLargeError) return { kind: "other", why: cause.message };
  return patience.signal.aborted ? { kind: "timeout" } : reachProblemOf(cause);
}

/** What is the same for everybody is asked without a token: one that is over must not stand in the way. */
const isForAll = (route: ServiceRoute) => route.access === "anyone" && route !== routes.me;

function jsonOf(body: unknown): JsonText | undefined {
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array)
    return body as JsonText | undefined;
  return JSON.stringify(body);
}
