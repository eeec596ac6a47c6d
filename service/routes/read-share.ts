import type { FastifyInstance, FastifyRequest } from "fastify";
import { routes } from "../../protocol/routes.ts";
import { NDJSON } from "../../protocol/snapshot.ts";
import { senderOf } from "../limits/sender-of.ts";
import { shareIdOf } from "./caller.ts";
import { declared } from "./enforce-access.ts";
import { etagOf, matches } from "./etag.ts";
import { mayStay } from "./may-stay.ts";
import type { RouteDeps } from "./route-deps.ts";
import { countReader, sendReading } from "./send-reading.ts";
import { jsonSnapshot, manifestText, ndjsonSnapshot } from "./snapshot-text.ts";

/** A share's contents, which are sent while they are read, to whoever may read them. */
export function readShareRoute(app: FastifyInstance, deps: RouteDeps): void {
  const { shares } = deps;
  const { query } = routes.readShare;
  app.route({
    ...declared(routes.readShare),
    handler: async (request, reply) => {
      const shareId = shareIdOf(request);
      const { since, opens } = query.parse(request.query);
      countReader(request, reply, deps, shareId);
      const share = await shares.find(request.caller, shareId);
      if (since !== undefined && isPolling(request))
        deps.hub.pollers.see(shareId, senderOf(request.caller), mayStay(request, deps, shareId));
      const asLines = request.headers.accept?.includes(NDJSON) ?? false;
      const mediaType = asLines ? NDJSON : "application/json; charset=utf-8";
      const tagAt = (revision: number) => etagOf({ share, revision }, mediaType);
      // No cache may keep a share (`no-store`), but a program that keeps what it read itself can ask cheaply for news.
      const etag = tagAt(await shares.revision(share.shareId));
      reply.type(mediaType).header("vary", "accept").header("etag", etag);
      if (matches(request.headers["if-none-match"], etag)) return reply.code(304).send();
      if (request.method === "HEAD") return reply.send("");
      const reading = await shares.readFor(request.caller, share.shareId, since);
      reply.header("etag", tagAt(reading.revision));
      if (opens === "true")
        shares
          .countOpen(request.caller, share.shareId)
          .catch((error: unknown) => request.log.warn({ err: error }, "not counted"));
      const { revision, base, reset } = reading;
      const head = { share, revision, ...(since === undefined ? {} : { base, reset }) };
      return sendReading(reply, reading, (asLines ? ndjsonSnapshot : jsonSnapshot)(head, reading));
    },
  });
}

/** Whoever follows without a line asks again and again for what is newer than its last answer. */
const isPolling = ({ method, headers }: FastifyRequest) =>
  method === "GET" && headers["if-none-match"] !== undefined;

/** The same as hashes, to their owner. */
export function readManifestRoute(app: FastifyInstance, deps: RouteDeps): void {
  const { shares } = deps;
  app.route({
    ...declared(routes.readManifest),
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
