import type { FastifyInstance } from "fastify";
import { routes, type UpdateShareResponse } from "../../protocol/routes.ts";
import { claimOf } from "./claim.ts";
import type { RouteDeps } from "./route-deps.ts";

export function updateShareRoute(app: FastifyInstance, { shares }: RouteDeps): void {
  const { method, path, request: schema } = routes.updateShare;
  app.route({
    method,
    url: path,
    handler: async (request): Promise<UpdateShareResponse> => {
      const claim = claimOf(request);
      const share = await shares.update(claim, schema.parse(request.body));
      return { share, revision: await shares.revision(claim.shareId) };
    },
  });
}
