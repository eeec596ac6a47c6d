import type { FastifyInstance, FastifyRequest } from "fastify";
import { routes } from "../../protocol/routes.ts";
import type { SyncResponse } from "../../protocol/sync.ts";
import { addressOf } from "../limits/rates.ts";
import { BodyBudget } from "../sync-body/body-budget.ts";
import type { CutObject } from "../sync-body/entry-cutter.ts";
import { parseSyncRequest } from "../sync-body/parse-sync-request.ts";
import { addSyncBodyParser } from "../sync-body/sync-body-parser.ts";
import { declared, ownedShareOf } from "./enforce-access.ts";
import type { RouteDeps } from "./route-deps.ts";

/** The one route with large bodies, which it takes apart as they come in. */
export async function syncShareRoute(app: FastifyInstance, { shares, rates }: RouteDeps): Promise<void> {
  await app.register(async (scope) => {
    const senderOf = (request: FastifyRequest) => {
      const { owner, org } = request.ownedShare ?? {};
      return owner ? JSON.stringify([org, owner.id]) : addressOf(request);
    };
    addSyncBodyParser(scope, new BodyBudget(), senderOf);
    scope.route({
      ...declared(routes.syncShare),
      onRequest: (request) => rates.syncs(request),
      handler: async (request): Promise<SyncResponse> => {
        const { entries, known, lastSeenRevision = known } = parseSyncRequest(request.body as CutObject);
        return { revision: await shares.append(ownedShareOf(request), entries, lastSeenRevision) };
      },
    });
  });
}
