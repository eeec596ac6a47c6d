import type { FastifyInstance } from "fastify";
import { routes } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";
import { sendReading } from "./send-reading.ts";
import { manifestText } from "./snapshot-text.ts";

export function readManifestRoute(app: FastifyInstance, { shares }: RouteDeps): void {
  const { method, path } = routes.readManifest;
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      reply.type("application/json; charset=utf-8");
      if (request.method === "HEAD") {
        await shares.authorize(request.caller, shareIdOf(request));
        return reply.send("");
      }
      const reading = await shares.manifest(request.caller, shareIdOf(request));
      return sendReading(reply, reading, manifestText(reading));
    },
  });
}
