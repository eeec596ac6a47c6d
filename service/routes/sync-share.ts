import type { FastifyInstance, FastifyRequest } from "fastify";
import { MAX_SYNC_BODY_BYTES } from "../../protocol/limits.ts";
import { routes, type SyncResponse } from "../../protocol/routes.ts";
import { ShareUnknownError } from "../store/errors.ts";
import type { ShareMeta } from "../store/store.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function syncShareRoute(app: FastifyInstance, { shares, rates }: RouteDeps): void {
  const { method, path, request: schema } = routes.syncShare;
  const owned = new WeakMap<FastifyRequest, ShareMeta>();
  app.route({
    method,
    url: path,
    bodyLimit: MAX_SYNC_BODY_BYTES,
    // Strangers are turned away before their body is read.
    onRequest: async (request) => {
      owned.set(request, await shares.authorize(request.caller, shareIdOf(request)));
      await rates.syncs(request);
    },
    handler: async (request): Promise<SyncResponse> => {
      const { entries, known } = schema.parse(request.body);
      const share = owned.get(request);
      if (!share) throw new ShareUnknownError();
      return { revision: await shares.sync(share, entries, known) };
    },
  });
}
