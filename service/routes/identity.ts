import type { FastifyInstance } from "fastify";
import type { MeResponse } from "../../protocol/identity.ts";
import type { Policy } from "../../protocol/policy.ts";
import { routes } from "../../protocol/routes.ts";
import { ownVersions, type Versions } from "../../protocol/version.ts";
import type { RouteDeps } from "./route-deps.ts";

/** What clients ask before anything else: what the service allows, and who they are to it. */
export function identityRoutes(app: FastifyInstance, { policy }: RouteDeps): void {
  app.route({
    method: routes.policy.method,
    url: routes.policy.path,
    config: { access: routes.policy.access },
    handler: async (): Promise<Policy & Versions> => ({ ...policy.public, ...ownVersions }),
  });
  app.route({
    method: routes.me.method,
    url: routes.me.path,
    config: { access: routes.me.access },
    handler: async ({ caller }): Promise<MeResponse> => ({ user: caller.user ?? null }),
  });
}
