import type { FastifyInstance } from "fastify";
import { routes, type UpdateShareResponse } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function updateShareRoute(app: FastifyInstance, { shares, rates }: RouteDeps): void {
  const { method, path, request: schema } = routes.updateShare;
  app.route({
    method,
    url: path,
    onRequest: (request) => rates.changes(request),
    handler: (request): Promise<UpdateShareResponse> =>
      shares.update(request.caller, shareIdOf(request), schema.parse(request.body)),
  });
}
