import type { FastifyInstance } from "fastify";
import { routes } from "../../protocol/routes.ts";
import type { ShareAccess, ShareInfo } from "../../protocol/share-info.ts";
import { publicShare } from "../shares/public-share.ts";
import type { ShareMeta } from "../store/store.ts";
import { ownedShareOf } from "./enforce-access.ts";
import type { RouteDeps } from "./route-deps.ts";

export function shareInfoRoute(app: FastifyInstance, { shares, hub }: RouteDeps): void {
  const { method, path, access } = routes.shareInfo;
  app.route({
    method,
    url: path,
    config: { access },
    exposeHeadRoute: false,
    handler: async (request): Promise<ShareInfo> => {
      const meta = ownedShareOf(request);
      const { shareId } = meta;
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
