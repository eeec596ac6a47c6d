import type { FastifyInstance } from "fastify";
import { routes } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import { countReader } from "./count-reader.ts";
import type { RouteDeps } from "./route-deps.ts";
import { sendReading } from "./send-reading.ts";
import { manifestText } from "./snapshot-text.ts";

export function readManifestRoute(app: FastifyInstance, deps: RouteDeps): void {
  const { shares } = deps;
  const { method, path, access } = routes.readManifest;
  app.route({
    method,
    url: path,
    config: { access },
    handler: async (request, reply) => {
      const shareId = shareIdOf(request);
      reply.type("application/json; charset=utf-8");
      countReader(request, reply, deps, shareId);
      if (request.method === "HEAD") return reply.send("");
      const reading = await shares.manifest(request.caller, shareId);
      return sendReading(reply, reading, manifestText(reading));
    },
  });
}
