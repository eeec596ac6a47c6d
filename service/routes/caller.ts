import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { TICKET_HEADER, tokenSchema } from "../../protocol/share.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "../identity/caller.ts";
import { type Identifiers, identify } from "../identity/identify.ts";
import { ShareUnknownError } from "../store/errors.ts";
import { cookieName, SESSION_COOKIE, TICKET_COOKIE } from "./cookies.ts";
import { isOwnPage } from "./own-page.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who sends the request; set before any handler of `/api` and `/auth` runs. */
    caller: Caller;
  }
}

export interface CallerDeps {
  readonly identifiers: Identifiers;
  /** The address people reach the service at, without a trailing slash. */
  readonly publicUrl: () => string;
}

/** Finds out who sends each request, before its body is read. */
export async function addCaller(app: FastifyInstance, deps: CallerDeps): Promise<void> {
  await app.register(cookie);
  app.decorateRequest("caller");
  app.addHook("onRequest", async (request) => {
    refuseForgery(request, deps.publicUrl());
    request.caller = await callerOf(request, deps);
  });
}

/**
 * Who sends a request, by what counts now: asked again later, a token that was revoked meanwhile no longer does.
 * @throws Refusal `invalidCredentials`
 */
export function callerOf(request: FastifyRequest, deps: CallerDeps): Promise<Caller> {
  const { headers, cookies, address } = request;
  const ticket = headers[TICKET_HEADER];
  const { identifiers } = deps;
  return identify(isForAdmins(request) ? identifiers : { ...identifiers, userOfAdminKey: undefined }, {
    // Pages, assets and health are the same for everybody, whatever somebody sends.
    authorization: isForCallers(request) ? headers.authorization : undefined,
    session: sessionCookieOf(request, deps.publicUrl()),
    ticket: typeof ticket === "string" ? ticket : cookies[TICKET_COOKIE],
    address,
  });
}

/** Nothing else is done with the key of the command line, such as creating shares in nobody's name. */
function isForAdmins({ routeOptions: { url = "" } }: FastifyRequest): boolean {
  return url.startsWith("/api/admin/") || url === "/metrics";
}

function isForCallers({ routeOptions: { url = "" } }: FastifyRequest): boolean {
  return url.startsWith("/api/") || url.startsWith("/auth/") || url === "/metrics";
}

/**
 * Browsers send cookies along whichever page asks, so what a cookie allows must be asked for by the service's own page.
 * @throws Refusal `foreignOrigin`
 */
function refuseForgery(request: FastifyRequest, publicUrl: string): void {
  const { method, cookies } = request;
  const isSafe = method === "GET" || method === "HEAD" || method === "OPTIONS";
  const hasCookie = sessionCookieOf(request, publicUrl) !== undefined || cookies[TICKET_COOKIE] !== undefined;
  if (!isSafe && hasCookie) assertOwnPage(request, publicUrl);
}

/** @throws Refusal `foreignOrigin` unless the service's own page has sent the request */
export function assertOwnPage(request: FastifyRequest, publicUrl: string): void {
  if (!isOwnPage(request, publicUrl)) throw new Refusal("foreignOrigin");
}

/** The sealed session that a browser sends along; undefined: none. */
export function sessionCookieOf({ cookies }: FastifyRequest, publicUrl: string): string | undefined {
  return cookies[cookieName(SESSION_COOKIE, publicUrl)];
}

/**
 * The share id in a request's path.
 * @throws ShareUnknownError for what cannot be an id
 */
export function shareIdOf(request: FastifyRequest): string {
  const shareId = tokenSchema.safeParse((request.params as { id?: unknown }).id);
  if (!shareId.success) throw new ShareUnknownError();
  return shareId.data;
}
