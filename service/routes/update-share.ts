import type { FastifyInstance } from "fastify";
import { leftOut } from "../../protocol/request.ts";
import { routes } from "../../protocol/routes.ts";
import type { UpdateShareResponse } from "../../protocol/share-info.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function updateShareRoute(app: FastifyInstance, { shares, rates }: RouteDeps): void {
  const { method, path, access, request: schema } = routes.updateShare;
  app.route({
    method,
    url: path,
    config: { access },
    onRequest: (request) => rates.changes(request),
    handler: async (request): Promise<UpdateShareResponse> => {
      const change = schema.parse(request.body);
      const updated = await shares.update(request.caller, shareIdOf(request), change);
      return { ...updated, ...leftOut(schema, request.body) };
    },
  });
}
