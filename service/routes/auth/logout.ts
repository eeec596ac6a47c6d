import type { FastifyInstance } from "fastify";
import { sessionCookieOf } from "../caller.ts";
import { cookieName, cookieOptions, SESSION_COOKIE, servicePath } from "../cookies.ts";
import { ANYONE } from "../enforce-access.ts";
import type { RouteDeps } from "../route-deps.ts";
import { leave } from "./enter.ts";
import { fieldsOf } from "./form.ts";
import { loginUrl } from "./login-url.ts";
import { signedOutPage } from "./pages.ts";
import { sendPage } from "./send-page.ts";

/** Ends the browser's session: 204 for scripts, and a page for forms. */
export function logoutRoute(app: FastifyInstance, { sessions, audit, viewers, publicUrl }: RouteDeps): void {
  app.post("/auth/logout", { config: ANYONE }, async (request, reply) => {
    const url = publicUrl();
    const former = sessionCookieOf(request, url);
    // A program's token, with which somebody may ask for this as well, ends by another route.
    const session = former === undefined ? undefined : await sessions.find(former);
    await leave(request, sessions, url);
    if (session) {
      await viewers.recheckAll();
      await audit.follow({ ...request.caller, user: session.user }, "signed-out");
    }
    reply.clearCookie(cookieName(SESSION_COOKIE, url), cookieOptions(url, servicePath(url), 0));
    const isForm = request.headers.accept?.includes("text/html") ?? false;
    if (!isForm) return reply.code(204).send();
    return sendPage(reply, signedOutPage(loginUrl(url, fieldsOf(request.body).return, true)));
  });
}
