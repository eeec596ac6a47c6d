import type { FastifyInstance } from "fastify";
import { cookieName, cookieOptions, SESSION_COOKIE, servicePath } from "../cookies.ts";
import { ANYONE } from "../enforce-access.ts";
import type { RouteDeps } from "../route-deps.ts";
import { leave } from "./enter.ts";
import { fieldsOf } from "./form.ts";
import { loginUrl } from "./login-url.ts";
import { signedOutPage } from "./pages.ts";
import { sendPage } from "./send-page.ts";

/** Ends the browser's session: 204 for scripts, and a page for forms. */
export function logoutRoute(app: FastifyInstance, { sessions, audit, hub, publicUrl }: RouteDeps): void {
  app.post("/auth/logout", { config: ANYONE }, async (request, reply) => {
    const url = publicUrl();
    await leave(request, sessions, url);
    if (request.caller.user) {
      await hub.recheckAll();
      await audit.follow(request.caller, "signed-out");
    }
    reply.clearCookie(cookieName(SESSION_COOKIE, url), cookieOptions(url, servicePath(url), 0));
    const isForm = request.headers.accept?.includes("text/html") ?? false;
    if (!isForm) return reply.code(204).send();
    return sendPage(reply, signedOutPage(loginUrl(url, fieldsOf(request.body).return, true)));
  });
}
