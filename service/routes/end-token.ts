import type { FastifyInstance } from "fastify";
import { parseBearer } from "../../protocol/identity.ts";
import { routes } from "../../protocol/routes.ts";
import { Refusal } from "../errors/refusal.ts";
import type { RouteDeps } from "./route-deps.ts";

/** Signs a program out: the personal token that it sends counts no more. */
export function endTokenRoute(app: FastifyInstance, { tokens, audit, hub }: RouteDeps): void {
  const { method, path, access, status } = routes.endToken;
  app.route({
    method,
    url: path,
    config: { access },
    handler: async ({ caller, headers }, reply): Promise<void> => {
      const bearer = parseBearer(headers.authorization);
      if (bearer?.kind !== "personal")
        throw new Refusal("invalidCredentials", "only a personal token can be revoked with itself");
      if (await tokens.revoke(bearer.token)) {
        await hub.recheckAll();
        await audit.follow(caller, "token.revoked", { detail: "by itself" });
      }
      reply.code(status);
    },
  });
}
