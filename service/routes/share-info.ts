import type { FastifyInstance } from "fastify";
import { routes, type ShareInfo } from "../../protocol/routes.ts";
import { claimOf } from "./claim.ts";
import type { RouteDeps } from "./route-deps.ts";

export function shareInfoRoute(app: FastifyInstance, { shares, hub }: RouteDeps): void {
  const { method, path } = routes.shareInfo;
  app.route({
    method,
    url: path,
    exposeHeadRoute: false,
    handler: async (request): Promise<ShareInfo> => {
      const claim = claimOf(request);
      const { count, lastAt } = await shares.opens(claim);
      return {
        share: await shares.find(claim.shareId),
        revision: await shares.revision(claim.shareId),
        viewers: hub.viewers(claim.shareId),
        opens: count,
        lastOpenedAt: lastAt,
      };
    },
  });
}
