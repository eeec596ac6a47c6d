import type { FastifyReply, FastifyRequest } from "fastify";
import type { User } from "../../../protocol/identity.ts";
import type { SessionProof } from "../../identity/sessions.ts";
import { sessionCookieOf } from "../caller.ts";
import { cookieName, cookieOptions, SESSION_COOKIE, servicePath } from "../cookies.ts";
import type { RouteDeps } from "../route-deps.ts";

/**
 * Signs somebody in with this browser. The session is a new one and the former ends, so nobody who has put theirs into
 * the browser before shares it.
 */
export async function enter(
  request: FastifyRequest,
  reply: FastifyReply,
  { sessions, audit, publicUrl }: RouteDeps,
  user: User,
  proof: SessionProof,
): Promise<void> {
  const url = publicUrl();
  await audit.note({ ...request.caller, user }, "signed-in");
  await leave(request, sessions, url);
  const { sealed, expiresAt } = await sessions.start(proof);
  reply.setCookie(cookieName(SESSION_COOKIE, url), sealed, cookieOptions(url, servicePath(url), expiresAt));
}

/** Ends the session that the browser has, if any. */
export async function leave(
  request: FastifyRequest,
  sessions: RouteDeps["sessions"],
  publicUrl: string,
): Promise<void> {
  const former = sessionCookieOf(request, publicUrl);
  if (former !== undefined) await sessions.end(former);
}
