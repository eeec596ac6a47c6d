import type { FastifyInstance } from "fastify";
import { routes } from "../../protocol/routes.ts";
import { claimOf } from "./claim.ts";
import type { RouteDeps } from "./route-deps.ts";

export function deleteShareRoute(app: FastifyInstance, { shares }: RouteDeps): void {
  const { method, path, status } = routes.deleteShare;
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      await shares.remove(claimOf(request));
      return reply.code(status).send();
    },
  });
}
