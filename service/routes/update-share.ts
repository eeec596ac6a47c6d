import type { FastifyInstance } from "fastify";
import { leftOut } from "../../protocol/request.ts";
import { routes, type UpdateShareResponse } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function updateShareRoute(app: FastifyInstance, { shares, rates }: RouteDeps): void {
  const { method, path, request: schema } = routes.updateShare;
  app.route({
    method,
    url: path,
    onRequest: (request) => rates.changes(request),
    handler: async (request): Promise<UpdateShareResponse> => {
      const shareId = shareIdOf(request);
      const share = await shares.update(request.caller, shareId, schema.parse(request.body));
      return { share, revision: await shares.revision(shareId), ...leftOut(schema, request.body) };
    },
  });
}
