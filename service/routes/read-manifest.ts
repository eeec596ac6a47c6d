import type { FastifyInstance } from "fastify";
import { type Manifest, routes } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

export function readManifestRoute(app: FastifyInstance, { shares }: RouteDeps): void {
  const { method, path } = routes.readManifest;
  app.route({
    method,
    url: path,
    handler: (request): Promise<Manifest> => shares.manifest(request.caller, shareIdOf(request)),
  });
}
