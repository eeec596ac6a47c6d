import type { FastifyInstance } from "fastify";
import { formatShareLink } from "../../protocol/links.ts";
import { leftOut } from "../../protocol/request.ts";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import type { RouteDeps } from "./route-deps.ts";

export function createShareRoute(app: FastifyInstance, { shares, rates, publicUrl }: RouteDeps): void {
  const { method, path, access, status, request: schema } = routes.createShare;
  app.route({
    method,
    url: path,
    config: { access },
    onRequest: (request) => rates.creates(request),
    handler: async (request, reply): Promise<CreateShareResponse> => {
      const { meta, secret } = await shares.create(request.caller, schema.parse(request.body));
      const { shareId, expiresAt, audience } = meta;
      reply.code(status);
      const shareUrl = formatShareLink({ serviceUrl: publicUrl(), shareId });
      const ignored = leftOut(schema, request.body);
      return { shareId, shareUrl, secret, expiresAt, audience, revision: 0, ...ignored };
    },
  });
}
