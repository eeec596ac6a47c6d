import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { formatShareLink } from "../../protocol/links.ts";
import { routes } from "../../protocol/routes.ts";
import type { OwnedShares } from "../../protocol/share-info.ts";
import type { RouteDeps } from "./route-deps.ts";

/** Most shares in one answer. */
const MAX_PAGE = 100;

const querySchema = z.object({ after: z.string().optional() });

export function listSharesRoute(app: FastifyInstance, { shares, publicUrl }: RouteDeps): void {
  const { method, path, access } = routes.listShares;
  app.route({
    method,
    url: path,
    config: { access },
    handler: async (request): Promise<OwnedShares> => {
      const { after } = querySchema.parse(request.query);
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
