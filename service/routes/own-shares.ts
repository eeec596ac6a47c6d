import type { FastifyInstance, FastifyRequest } from "fastify";
import { formatShareLink } from "../../protocol/links.ts";
import { leftOut } from "../../protocol/request.ts";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import type { OwnedShares, ShareAccess, ShareInfo, UpdateShareResponse } from "../../protocol/share-info.ts";
import { publicShare } from "../shares/public-share.ts";
import type { ShareMeta } from "../store/store.ts";
import { shareIdOf } from "./caller.ts";
import { declared, ownedShareOf } from "./enforce-access.ts";
import type { RouteDeps } from "./route-deps.ts";

/** Most shares in one answer. */
const MAX_PAGE = 100;

/** What people do with shares of their own: make, list, look at, change and end them. */
export function ownSharesRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { shares, rates, publicUrl } = deps;
  const { createShare, listShares, shareInfo, updateShare, deleteShare } = routes;
  const linkTo = (shareId: string) => formatShareLink({ serviceUrl: publicUrl(), shareId });
  app.route({
    ...declared(createShare),
    onRequest: (request) => rates.creates(request),
    handler: async ({ caller, body }, reply): Promise<CreateShareResponse> => {
      const { meta, secret } = await shares.create(caller, createShare.request.parse(body));
      const { shareId, expiresAt, audience } = meta;
      reply.code(createShare.status);
      const ignored = leftOut(createShare.request, body);
      return { shareId, shareUrl: linkTo(shareId), secret, expiresAt, audience, revision: 0, ...ignored };
    },
  });
  app.route({
    ...declared(listShares),
    handler: async ({ caller, query }): Promise<OwnedShares> => {
      const { after } = listShares.query.parse(query);
      const { found, next } = await shares.owned(caller, after, MAX_PAGE);
      return { shares: found.map((share) => ({ ...share, shareUrl: linkTo(share.shareId) })), next };
    },
  });
  app.route({
    ...declared(shareInfo),
    exposeHeadRoute: false,
    handler: (request) => infoOf(request, deps),
  });
  app.route({
    ...declared(updateShare),
    onRequest: (request) => rates.changes(request),
    handler: async (request): Promise<UpdateShareResponse> => {
      const change = updateShare.request.parse(request.body);
      const updated = await shares.update(request.caller, shareIdOf(request), change);
      return { ...updated, ...leftOut(updateShare.request, request.body) };
    },
  });
  app.route({
    ...declared(deleteShare),
    handler: async (request, reply) => {
      await shares.remove(request.caller, shareIdOf(request));
      return reply.code(deleteShare.status).send();
    },
  });
}

async function infoOf(request: FastifyRequest, { shares, hub }: RouteDeps): Promise<ShareInfo> {
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
