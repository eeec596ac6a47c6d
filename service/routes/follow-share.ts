import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest } from "fastify";
import * as z from "zod";
import { routes } from "../../protocol/routes.ts";
import type { Share } from "../../protocol/share.ts";
import { ForeignOriginError, InvalidRequestError } from "../shares/errors.ts";
import { shareIdOf } from "./claim.ts";
import type { RouteDeps } from "./route-deps.ts";

/** Viewers send nothing, so a longer message is none of ours, in bytes. */
const MAX_INCOMING_BYTES = 1024;
/** How long viewers get to leave when the service stops, ms. */
const LEAVE_MS = 1_500;

const querySchema = z.object({ since: z.coerce.number().int().min(0).default(0) });

export async function followShareRoute(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const { shares, hub } = deps;
  await app.register(websocket, {
    // Compressing every frame for every viewer costs more than it saves.
    options: { maxPayload: MAX_INCOMING_BYTES, perMessageDeflate: false },
    preClose: (done) => void hub.close(LEAVE_MS).then(() => done()),
    errorHandler: (_error, socket) => socket.terminate(),
  });
  const { method, path } = routes.followShare;
  const found = new WeakMap<FastifyRequest, Share>();
  app.route({
    method,
    url: path,
    exposeHeadRoute: false,
    // Refused before the upgrade, a request gets a plain HTTP error.
    preValidation: async (request) => {
      refuseForeignPage(request, deps.publicUrl());
      querySchema.parse(request.query);
      found.set(request, await shares.find(shareIdOf(request)));
    },
    handler: async () => {
      throw new InvalidRequestError("This address is a WebSocket. To read a share once, leave out /live.");
    },
    wsHandler: (socket, request) => {
      const share = found.get(request);
      const { since } = querySchema.parse(request.query);
      if (!share || !hub.join(socket, share, since)) return;
      welcome(deps, share, since).catch((error) => request.log.warn({ err: error }, "not counted"));
    },
  });
}

/** Counts who begins; one who comes back knows a revision. What changed before the socket joined is told now. */
async function welcome({ shares, hub }: RouteDeps, { shareId }: Share, since: number): Promise<void> {
  hub.change(await shares.find(shareId));
  if (since === 0) await shares.countOpen(shareId);
}

/**
 * Browsers let any page open a WebSocket anywhere and tell its origin; other clients tell none.
 * @throws ForeignOriginError
 */
function refuseForeignPage({ headers }: FastifyRequest, publicUrl: string): void {
  if (headers.origin === undefined) return;
  const origin = URL.canParse(headers.origin) ? new URL(headers.origin) : undefined;
  if (origin?.origin === new URL(publicUrl).origin || (origin && origin.host === headers.host)) return;
  throw new ForeignOriginError();
}
