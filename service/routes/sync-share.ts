import type { FastifyInstance } from "fastify";
import { MAX_SYNC_BODY_BYTES } from "../../protocol/limits.ts";
import { routes, type SyncResponse } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function syncShareRoute(app: FastifyInstance, { shares, rates }: RouteDeps): void {
  const { method, path, request: schema } = routes.syncShare;
  app.route({
    method,
    url: path,
    bodyLimit: MAX_SYNC_BODY_BYTES,
    // Strangers are turned away before their body is read.
    onRequest: async (request) => {
      await shares.authorize(request.caller, shareIdOf(request));
      await rates.syncs(request);
    },
    handler: async (request): Promise<SyncResponse> => {
      const { entries, known, lastSeenRevision = known } = schema.parse(request.body);
      return { revision: await shares.sync(request.caller, shareIdOf(request), entries, lastSeenRevision) };
    },
  });
}
