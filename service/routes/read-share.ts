import type { FastifyInstance } from "fastify";
import { NDJSON, routes } from "../../protocol/routes.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";
import { sendReading } from "./send-reading.ts";
import { jsonSnapshot, ndjsonSnapshot } from "./snapshot-text.ts";

export function readShareRoute(app: FastifyInstance, { shares }: RouteDeps): void {
  const { method, path } = routes.readShare;
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const share = await shares.find(request.caller, shareIdOf(request));
      // No cache may keep a share (`no-store`), but a program that keeps what it read itself can ask cheaply for news.
      reply.header("vary", "accept").header("etag", etagOf(await shares.revision(share.shareId)));
      if (matches(request.headers["if-none-match"], reply.getHeader("etag"))) return reply.code(304).send();
      const asLines = request.headers.accept?.includes(NDJSON) ?? false;
      reply.type(asLines ? NDJSON : "application/json; charset=utf-8");
      if (request.method === "HEAD") return reply.send("");
      const reading = await shares.read(share.shareId);
      reply.header("etag", etagOf(reading.revision));
      return sendReading(reply, reading, (asLines ? ndjsonSnapshot : jsonSnapshot)(share, reading));
    },
  });
}

const etagOf = (revision: number) => `"${revision}"`;

/** Whether an If-None-Match header names the tag; weak tags count, as for every GET. */
function matches(header: string | undefined, etag: unknown): boolean {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.some((tag) => tag === etag || tag === "*");
}
