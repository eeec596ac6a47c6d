import { randomInt } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { StartDeviceResponse } from "../../../protocol/device.ts";
import { routes } from "../../../protocol/routes.ts";
import { Refusal } from "../../errors/refusal.ts";
import { declared } from "../enforce-access.ts";
import type { RouteDeps } from "../route-deps.ts";
import { sealDeviceRequest } from "./device-request.ts";

/** How often a program asks whether it was allowed, seconds. */
const INTERVAL_S = 2;
/** Letters that cannot be mistaken for each other, and make no words (RFC 8628 6.1). */
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

/** Where a program begins to sign in. The service keeps nothing of it: all is in the address that it answers with. */
export function startDeviceRoute(app: FastifyInstance, { policy, seal, now, publicUrl }: RouteDeps): void {
  const { request: schema, status } = routes.startDevice;
  app.route({
    ...declared(routes.startDevice),
    handler: async (request, reply): Promise<StartDeviceResponse> => {
      const { tokenHash, label } = schema.parse(request.body);
      if (policy.public.auth === "none")
        throw new Refusal(
          "notAllowed",
          "Nobody signs in at this service: it takes requests from whoever reaches it.",
        );
      const code = newCode();
      const { sealed, expiresAt } = await sealDeviceRequest(seal, now(), { tokenHash, label, code });
      reply.code(status);
      const signInUrl = `${publicUrl()}/auth/device?request=${sealed}`;
      return { signInUrl, code, expiresAt, interval: INTERVAL_S };
    },
  });
}

/** Eight letters, `ABCD-EFGH`: 34 bits, more than anybody can hit in the ten minutes that it lives. */
function newCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]);
  return `${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`;
}
