import type { FastifyInstance } from "fastify";
import { routePath, routes } from "../../protocol/routes.ts";
import type { OpenShareResponse } from "../../protocol/share.ts";
import { shareIdOf } from "./caller.ts";
import { cookieOptions, TICKET_COOKIE } from "./cookies.ts";
import { declared } from "./enforce-access.ts";
import type { RouteDeps } from "./route-deps.ts";

export function openShareRoute(app: FastifyInstance, { accessTickets, publicUrl }: RouteDeps): void {
  const { request: schema } = routes.openShare;
  app.route({
    ...declared(routes.openShare),
    handler: async (request, reply): Promise<OpenShareResponse> => {
      const shareId = shareIdOf(request);
      const asked = schema.parse(request.body ?? {});
      const opened = await accessTickets.open(request.caller, shareId, asked);
      const url = publicUrl();
      const cookiePath = new URL(url + routePath(routes.readShare, shareId)).pathname;
      reply.setCookie(TICKET_COOKIE, opened.ticket, cookieOptions(url, cookiePath, opened.expiresAt));
      return opened;
    },
  });
}
