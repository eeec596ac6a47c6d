import type { FastifyInstance } from "fastify";
import { personalTokenSchema } from "../../../protocol/identity.ts";
import { isRefusal, Refusal } from "../../errors/refusal.ts";
import type { PersonalTokens } from "../../identity/personal-tokens.ts";
import type { TokenRecord } from "../../identity/token-store.ts";
import { hashSecret } from "../../identity/tokens.ts";
import { assertOwnPage } from "../caller.ts";
import { ANYONE } from "../enforce-access.ts";
import type { RouteDeps } from "../route-deps.ts";
import { enter } from "./enter.ts";
import { fieldsOf } from "./form.ts";
import { tokenPage } from "./pages.ts";
import { returnUrl } from "./return-path.ts";
import { sendPage } from "./send-page.ts";

/** Signs people in by a personal token, where there is no provider. */
export function tokenLoginRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { tokens, publicUrl } = deps;
  const action = () => new URL(`${publicUrl()}/auth/login`).pathname;

  app.get("/auth/login", { config: ANYONE }, async (request, reply) =>
    sendPage(reply, tokenPage(action(), fieldsOf(request.query).return ?? "/")),
  );

  app.post("/auth/login", { config: ANYONE }, async (request, reply) => {
    // Otherwise another site could sign a browser in as somebody else.
    assertOwnPage(request, publicUrl());
    const { token = "", return: returnTo = "/" } = fieldsOf(request.body);
    try {
      const { hash, user, expiresAt } = await recordOf(tokens, token.trim());
      await enter(request, reply, deps, user, { tokenHash: hash, endsAt: expiresAt });
    } catch (error) {
      if (!isRefusal(error, "invalidCredentials")) throw error;
      return sendPage(reply, tokenPage(action(), returnTo, `You are not signed in: ${error.message}.`));
    }
    return reply.redirect(returnUrl(publicUrl(), returnTo), 303);
  });
}

/** @throws Refusal `invalidCredentials` */
async function recordOf(tokens: PersonalTokens, token: string): Promise<TokenRecord> {
  const record = personalTokenSchema.safeParse(token).success && (await tokens.find(hashSecret(token)));
  if (!record)
    throw new Refusal("invalidCredentials", "this personal token is unknown, has expired or was revoked");
  return record;
}
