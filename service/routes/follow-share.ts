import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { routes } from "../../protocol/routes.ts";
import type { Share } from "../../protocol/share.ts";
import { passesOverFrames } from "../../protocol/version.ts";
import { Refusal } from "../errors/refusal.ts";
import { addressOf } from "../limits/rates.ts";
import { senderOf } from "../limits/sender-of.ts";
import type { LiveHub } from "../live/hub.ts";
import { shareIdOf } from "./caller.ts";
import { declared } from "./enforce-access.ts";
import { mayStay } from "./may-stay.ts";
import { isOwnPage } from "./own-page.ts";
import type { RouteDeps } from "./route-deps.ts";
import { assertHandshake, onceClosed } from "./upgrades.ts";
import { saidVersion } from "./versions.ts";

/** Viewers send nothing, so a longer message is none of ours, in bytes. */
const MAX_INCOMING_BYTES = 1024;
/** How long viewers get to leave when the service stops, ms. */
const LEAVE_MS = 1_500;

/** Takes upgrades. Before every hook that may refuse one: the plugin hangs up only on those whose request it saw first. */
export async function addSockets(app: FastifyInstance, { hub }: { readonly hub: LiveHub }): Promise<void> {
  await app.register(websocket, {
    // Compressing every frame for every viewer costs more than it saves.
    options: { maxPayload: MAX_INCOMING_BYTES, perMessageDeflate: false },
    preClose: (done) => void hub.close(LEAVE_MS).then(() => done()),
    errorHandler: (_error, socket) => socket.terminate(),
  });
}

export function followShareRoute(app: FastifyInstance, deps: RouteDeps): void {
  const { shares, hub, seats } = deps;
  const { query } = routes.followShare;
  const { method, url, config } = declared(routes.followShare);
  const found = new WeakMap<FastifyRequest, Share>();
  app.route({
    method,
    url,
    exposeHeadRoute: false,
    config: { ...config, takesUpgrades: true },
    // Refused before the upgrade, a request gets a plain HTTP error.
    preValidation: async (request) => {
      refuseForeignPage(request, deps.publicUrl());
      if (request.ws) assertHandshake(request);
      query.parse(request.query);
      const share = await shares.find(request.caller, shareIdOf(request));
      if (request.ws) onceClosed(request.raw.socket, seats.take(addressOf(request), share.shareId));
      found.set(request, share);
    },
    handler: async () => {
      throw new Refusal(
        "invalidRequest",
        "This address is a WebSocket. To read a share once, leave out /live.",
      );
    },
    wsHandler: (socket, request) => {
      const share = found.get(request);
      const { since, opens } = query.parse(request.query);
      if (!share) return socket.terminate();
      const hearsHeartbeat = passesOverFrames(saidVersion(request));
      const who = senderOf(request.caller);
      const line = { connection: request.raw.socket, hearsHeartbeat, who };
      if (!hub.join(socket, share, since, mayStay(request, deps, share.shareId), line)) return;
      const isOpening = opens === undefined ? since === 0 : opens === "true";
      welcome(deps, request, share, isOpening).catch((error) =>
        request.log.warn({ err: error }, "not counted"),
      );
    },
  });
}

/** Counts who begins: one who comes back knows a revision, and one who has read it first says so. What changed before the socket joined is told now. */
async function welcome(
  { shares, hub }: RouteDeps,
  request: FastifyRequest,
  { shareId }: Share,
  isOpening: boolean,
): Promise<void> {
  hub.change(await shares.find(request.caller, shareId));
  if (isOpening) await shares.countOpen(request.caller, shareId);
}

/**
 * Browsers let any page open a WebSocket anywhere and tell its origin; other clients tell none.
 * @throws Refusal `foreignOrigin`
 */
function refuseForeignPage(request: FastifyRequest, publicUrl: string): void {
  if (request.headers.origin !== undefined && !isOwnPage(request, publicUrl))
    throw new Refusal("foreignOrigin");
}
