import type { FastifyInstance } from "fastify";
import { isRefusal } from "../../errors/refusal.ts";
import { ClaimsError, SignInFailedError } from "../../identity/errors.ts";
import { errorAnswer } from "../error-answer.ts";
import type { RouteDeps } from "../route-deps.ts";
import { deviceRoutes } from "./device.ts";
import { readForms } from "./form.ts";
import { loginUrl } from "./login-url.ts";
import { logoutRoute } from "./logout.ts";
import { problemPage } from "./pages.ts";
import { providerLoginRoutes } from "./provider-login.ts";
import { type PageContent, sendPage } from "./send-page.ts";
import { tokenLoginRoutes } from "./token-login.ts";

/** How long people are asked to wait when nobody can sign in, seconds. */
const RETRY_AFTER_S = 30;

/** What people see while they sign in. A service that knows nobody has none of it. */
export function authRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { policy, provider } = deps;
  if (policy.public.auth === "none") return;
  readForms(app);
  if (provider) providerLoginRoutes(app, { ...deps, provider });
  else tokenLoginRoutes(app, deps);
  logoutRoute(app, deps);
  deviceRoutes(app, deps);
}

/** The error form of the sign-in pages: a page that says what to do. */
export function answerErrorsAsPages(app: FastifyInstance, { publicUrl }: Pick<RouteDeps, "publicUrl">): void {
  app.setErrorHandler((error, request, reply) => {
    const page = pageOf(error, publicUrl());
    const { status = 500 } = page;
    if (status === 503) reply.header("retry-after", RETRY_AFTER_S);
    if (status >= 500) request.log.error({ err: error }, "request failed");
    else request.log.info({ err: error }, "sign-in refused");
    return sendPage(reply, page);
  });
}

/** What somebody is shown whose sign-in went wrong. */
function pageOf(error: unknown, publicUrl: string): PageContent {
  const again = loginUrl(publicUrl);
  if (error instanceof ClaimsError)
    return problemPage(
      403,
      "You cannot sign in here",
      `${error.message}. Show this to whoever runs the sign-in of your organisation.`,
      loginUrl(publicUrl, undefined, true),
    );
  if (error instanceof SignInFailedError)
    return error.why === "denied"
      ? problemPage(403, "You were not signed in", "The sign-in was cancelled or refused.", again)
      : problemPage(
          400,
          "You were not signed in",
          "This sign-in was begun in another tab, took too long, or was used already.",
          again,
        );
  if (isRefusal(error, "providerUnavailable"))
    return problemPage(
      503,
      "Nobody can sign in now",
      "The provider that knows people does not answer. Try again in a minute; whoever runs this service finds the reason in its log.",
      again,
    );
  const { status, body } = errorAnswer(error);
  return problemPage(status, "That did not work", body.error.message, again);
}
