import type { FastifyInstance } from "fastify";
import { type Health, routes } from "../../protocol/routes.ts";
import { NotReadyError } from "../health/not-ready-error.ts";
import type { RouteDeps } from "./route-deps.ts";

export function healthRoutes(app: FastifyInstance, { version, readiness }: RouteDeps): void {
  const health: Health = { service: "opencode-share", version };
  app.route({ method: routes.health.method, url: routes.health.path, handler: async () => health });
  app.route({
    method: routes.ready.method,
    url: routes.ready.path,
    handler: async () => {
      const problems = await readiness.problems();
      if (problems.length > 0) throw new NotReadyError(problems);
      return health;
    },
  });
}
