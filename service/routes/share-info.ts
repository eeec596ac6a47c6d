import type { FastifyInstance } from "fastify";
import { routes, type ShareAccess, type ShareInfo } from "../../protocol/routes.ts";
import { publicShare } from "../shares/public-share.ts";
import type { ShareMeta } from "../store/store.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function shareInfoRoute(app: FastifyInstance, { shares, hub }: RouteDeps): void {
  const { method, path, access } = routes.shareInfo;
  app.route({
    method,
    url: path,
    config: { access },
    exposeHeadRoute: false,
    handler: async (request): Promise<ShareInfo> => {
      const shareId = shareIdOf(request);
      const meta = await shares.authorize(request.caller, shareId);
      const { count, lastAt, readers = [] } = await shares.opens(request.caller, shareId);
      return {
        share: publicShare(meta),
        revision: await shares.revision(shareId),
        access: accessOf(meta),
        viewers: hub.viewers(shareId),
        opens: count,
        lastOpenedAt: lastAt,
        readers: [...readers],
      };
    },
  });
}

function accessOf({
  people = [],
  groups = [],
  passwordHash,
  maxViews = null,
  views = 0,
}: ShareMeta): ShareAccess {
  return { people: [...people], groups: [...groups], hasPassword: Boolean(passwordHash), maxViews, views };
}
