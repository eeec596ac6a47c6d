import type { FastifyInstance } from "fastify";
import { routes } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function deleteShareRoute(app: FastifyInstance, { shares }: RouteDeps): void {
  const { method, path, access, status } = routes.deleteShare;
  app.route({
    method,
    url: path,
    config: { access },
    handler: async (request, reply) => {
      await shares.remove(request.caller, shareIdOf(request));
      return reply.code(status).send();
    },
  });
}
