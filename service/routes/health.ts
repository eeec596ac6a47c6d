import type { FastifyInstance } from "fastify";
import type { Health, Ready } from "../../protocol/health.ts";
import { routes } from "../../protocol/routes.ts";
import { ownVersions } from "../../protocol/version.ts";
import { Refusal } from "../errors/refusal.ts";
import { askedAddress } from "./asked-address.ts";
import { declared } from "./enforce-access.ts";
import type { RouteDeps } from "./route-deps.ts";

export function healthRoutes(
  app: FastifyInstance,
  { version, readiness, damage, publicUrl }: RouteDeps,
): void {
  const health: Health = { service: "opencode-share", version, ...ownVersions };
  app.route({
    ...declared(routes.health),
    handler: async (request) => {
      const { check } = routes.health.query.parse(request.query);
      if (check === undefined) return health;
      return { ...health, publicUrl: publicUrl(), askedAs: askedAddress(request) };
    },
  });
  app.route({
    ...declared(routes.ready),
    handler: async () => {
      const problems = await readiness.problems();
      if (problems.length > 0) throw new Refusal("notReady", problems.join("; "));
      const { count } = damage;
      const ready: Ready = count === 0 ? health : { ...health, damaged: count };
      return ready;
    },
  });
}
