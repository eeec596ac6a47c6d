import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DAY_MS } from "../../../primitives/durations.ts";
import type { Caller } from "../../identity/caller.ts";
import type { TokenRequest } from "../../identity/personal-tokens.ts";
import type { Session } from "../../identity/sessions.ts";
import { Turns } from "../../shares/turns.ts";
import { undone } from "../../store/undone.ts";
import { sessionCookieOf } from "../caller.ts";
import { servicePath } from "../cookies.ts";
import { ANYONE } from "../enforce-access.ts";
import type { RouteDeps } from "../route-deps.ts";
import { type DeviceRequest, openDeviceRequest } from "./device-request.ts";
import { fieldsOf } from "./form.ts";
import { loginUrl } from "./login-url.ts";
import { allowedPage, allowPage, answeredPage, deniedPage, expiredPage } from "./pages.ts";
import { sendPage } from "./send-page.ts";

/** How long a program stays signed in, ms. */
const TOKEN_MS = 90 * DAY_MS;

/** Where a person lets a program act for them: the page that asks, and its two answers. */
export function deviceRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { seal, tokens, audit, now, publicUrl } = deps;
  const turns = new Turns();

  app.get("/auth/device", { config: ANYONE }, async (request, reply) => {
    const sealed = fieldsOf(request.query).request;
    const wish = await openDeviceRequest(seal, sealed);
    if (!wish || sealed === undefined) return sendPage(reply, expiredPage);
    const session = await sessionOf(request, deps);
    if (!session) return toSignIn(reply, publicUrl(), sealed);
    const path = new URL(`${publicUrl()}/auth`).pathname;
    return sendPage(reply, allowPage(path, { ...wish, request: sealed, user: session.user }));
  });

  app.post("/auth/device/allow", { config: ANYONE }, (request, reply) =>
    answer(request, reply, async (wish, { user, proofEndsAt }) => {
      const { tokenHash, label } = wish;
      const expiresAt = Math.min(now() + TOKEN_MS, proofEndsAt ?? Number.POSITIVE_INFINITY);
      const caller = { ...request.caller, user };
      const isNew = await turns.take(tokenHash, () => admit(caller, tokenHash, { user, label, expiresAt }));
      return sendPage(reply, isNew ? allowedPage(label) : answeredPage);
    }),
  );

  app.post("/auth/device/deny", { config: ANYONE }, (request, reply) =>
    answer(request, reply, async ({ label }) => sendPage(reply, deniedPage(label))),
  );

  /** Lets a token count, written down before it does; false when it did already. */
  async function admit(caller: Caller, hash: string, token: TokenRequest): Promise<boolean> {
    if (await tokens.find(hash)) return false;
    await audit.note(caller, "token.created", { detail: "device" });
    const refuse = (detail: string) => audit.follow(caller, "token.revoked", { detail: `device, ${detail}` });
    try {
      const isNew = await tokens.admit(hash, token);
      if (!isNew) await refuse("not made");
      return isNew;
    } catch (error) {
      await refuse(undone(error, "made"));
      throw error;
    }
  }

  /**
   * Only a person with a session answers, never a program with a token of theirs; and what a session allows, only the
   * service's own page may ask for: `addCaller` sees to that.
   */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    act: (wish: DeviceRequest, session: Session) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    const sealed = fieldsOf(request.body).request;
    const wish = await openDeviceRequest(seal, sealed);
    if (!wish || sealed === undefined) return sendPage(reply, expiredPage);
    const session = await sessionOf(request, deps);
    return session ? act(wish, session) : toSignIn(reply, publicUrl(), sealed);
  }
}

async function sessionOf(request: FastifyRequest, { sessions, publicUrl }: RouteDeps) {
  const cookie = sessionCookieOf(request, publicUrl());
  return cookie === undefined ? undefined : sessions.find(cookie);
}

function toSignIn(reply: FastifyReply, publicUrl: string, sealed: string): FastifyReply {
  const path = `${servicePath(publicUrl).replace(/\/$/, "")}/auth/device?request=${sealed}`;
  return reply.redirect(loginUrl(publicUrl, path), 303);
}
