import type { FastifyInstance } from "fastify";
import { formatShareLink } from "../../protocol/links.ts";
import { routes } from "../../protocol/routes.ts";
import type { OwnedShares } from "../../protocol/share-info.ts";
import type { RouteDeps } from "./route-deps.ts";

/** Most shares in one answer. */
const MAX_PAGE = 100;

export function listSharesRoute(app: FastifyInstance, { shares, publicUrl }: RouteDeps): void {
  const { method, path, access, query } = routes.listShares;
  app.route({
    method,
    url: path,
    config: { access },
    handler: async (request): Promise<OwnedShares> => {
      const { after } = query.parse(request.query);
      const { found, next } = await shares.owned(request.caller, after, MAX_PAGE);
      const serviceUrl = publicUrl();
      return {
        shares: found.map((share) => ({
          ...share,
          shareUrl: formatShareLink({ serviceUrl, shareId: share.shareId }),
        })),
        next,
      };
    },
  });
}
