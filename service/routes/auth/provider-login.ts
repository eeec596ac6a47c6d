import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { SignInFailedError } from "../../identity/errors.ts";
import type { OidcProvider } from "../../identity/oidc/provider.ts";
import { cookieName, cookieOptions, LOGIN_COOKIE, servicePath } from "../cookies.ts";
import { ANYONE } from "../enforce-access.ts";
import type { RouteDeps } from "../route-deps.ts";
import { enter } from "./enter.ts";
import { fieldsOf } from "./form.ts";
import { withoutGroupsPage } from "./pages.ts";
import { returnUrl } from "./return-path.ts";
import { sendPage } from "./send-page.ts";

const PURPOSE = "login";
/** How long somebody may take to sign in at the provider, ms. */
const LOGIN_MS = 10 * 60 * 1000;

const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
});

/** Signs people in at the provider: sends them there, and receives who comes back. */
export function providerLoginRoutes(
  app: FastifyInstance,
  deps: RouteDeps & { readonly provider: OidcProvider },
): void {
  const { provider, seal, now, publicUrl } = deps;
  const callback = () => `${publicUrl()}/auth/callback`;
  const pendingCookie = () => cookieName(LOGIN_COOKIE, publicUrl());
  const path = () => servicePath(publicUrl());

  app.get("/auth/login", { config: ANYONE }, async (request, reply) => {
    const { return: returnTo, prompt } = fieldsOf(request.query);
    const { url, pending } = await provider.begin(callback(), prompt === "login");
    const expiresAt = now() + LOGIN_MS;
    const login = { ...pending, returnTo: returnUrl(publicUrl(), returnTo) };
    const sealed = await seal.seal(PURPOSE, login, expiresAt);
    reply.setCookie(pendingCookie(), sealed, cookieOptions(publicUrl(), path(), expiresAt));
    return reply.redirect(url.href, 303);
  });

  app.get("/auth/callback", { config: ANYONE }, async (request, reply) => {
    const cookie = request.cookies[pendingCookie()] ?? "";
    // Whatever comes of it, a browser tries only once.
    reply.clearCookie(pendingCookie(), cookieOptions(publicUrl(), path(), 0));
    const login = pendingSchema.safeParse(await seal.open(PURPOSE, cookie));
    if (!login.success) throw new SignInFailedError("mismatch");
    const url = new URL(callback());
    url.search = new URL(request.url, url).search;
    const { user, problem, userInfoFailure } = await provider.finish(url, login.data);
    if (userInfoFailure !== undefined)
      request.log.warn(
        `The provider's userinfo endpoint ${userInfoFailure}: what the ID token says has to do.`,
      );
    if (problem) request.log.warn({ user: user.id }, `${problem.message}.`);
    await enter(request, reply, deps, user, { user });
    if (problem && problem.kind !== "missing")
      return sendPage(reply, withoutGroupsPage(problem.message, login.data.returnTo));
    return reply.redirect(login.data.returnTo, 303);
  });
}
