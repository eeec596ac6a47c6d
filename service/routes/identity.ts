import type { FastifyInstance, FastifyRequest } from "fastify";
import { type MeResponse, parseBearer } from "../../protocol/identity.ts";
import type { Policy } from "../../protocol/policy.ts";
import { routes } from "../../protocol/routes.ts";
import { ownVersions, type Versions } from "../../protocol/version.ts";
import { Refusal } from "../errors/refusal.ts";
import { declared } from "./enforce-access.ts";
import type { RouteDeps } from "./route-deps.ts";

/** What the service allows, who a client is to it, and how a program signs out. */
export function identityRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { policy } = deps;
  app.route({
    ...declared(routes.policy),
    handler: async (): Promise<Policy & Versions> => ({ ...policy.public, ...ownVersions }),
  });
  app.route({
    ...declared(routes.me),
    handler: async ({ caller }): Promise<MeResponse> => ({ user: caller.user ?? null }),
  });
  app.route({
    ...declared(routes.endToken),
    handler: async (request, reply): Promise<void> => {
      await endToken(request, deps);
      reply.code(routes.endToken.status);
    },
  });
}

/** The personal token that a program sends counts no more. */
async function endToken(
  { caller, headers }: FastifyRequest,
  { tokens, audit, viewers }: RouteDeps,
): Promise<void> {
  const bearer = parseBearer(headers.authorization);
  if (bearer?.kind !== "personal")
    throw new Refusal("invalidCredentials", "only a personal token can be revoked with itself");
  if (!(await tokens.revoke(bearer.token))) return;
  await viewers.recheckAll();
  await audit.follow(caller, "token.revoked", { detail: "by itself" });
}
