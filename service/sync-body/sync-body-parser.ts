import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { TimeSlices } from "../../primitives/time-slices.ts";
import { MAX_SYNC_BODY_BYTES } from "../../protocol/limits.ts";
import { Refusal } from "../errors/refusal.ts";
import type { BodyBudget, BodyShare } from "./body-budget.ts";
import { cutBody } from "./cut-body.ts";

/** How long all bodies under way are taken apart before others are served, ms. */
const SLICE_MS = 10;

/**
 * Gives the routes of an app their JSON bodies as an EntryCutter takes them apart, within a budget that they share:
 * `senderOf` says whose a body is. What a body takes is given back when its request is over, however it ends.
 */
export function addSyncBodyParser(
  app: FastifyInstance,
  budget: BodyBudget,
  senderOf: (request: FastifyRequest) => string,
): void {
  const shares = new WeakMap<FastifyRequest, BodyShare>();
  const slices = new TimeSlices(SLICE_MS);
  app.addHook("preParsing", async (request, reply) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > MAX_SYNC_BODY_BYTES) throw new Refusal("bodyTooLarge");
    const share = budget.begin(senderOf(request), announced);
    shares.set(request, share);
    reply.raw.once("close", () => share.end());
  });
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", (request: FastifyRequest, payload: Readable) =>
    cutBody(payload, {
      announced: Number(request.headers["content-length"] ?? 0),
      share: shares.get(request),
      slices,
    }),
  );
}
