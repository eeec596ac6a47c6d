import type { FastifyReply, FastifyRequest } from "fastify";
import { mayStay } from "./may-stay.ts";
import type { RouteDeps } from "./route-deps.ts";
import { cutOff } from "./send-reading.ts";

/**
 * Counts a request in among those who read a share, until its answer has ended: if the right to read ends before, so does
 * the answer. To be called before the request is judged, since a right that ends after that question must find it here.
 */
export function countReader(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  shareId: string,
): void {
  const reader = { mayStay: mayStay(request, deps, shareId), cutOff: () => cutOff(reply) };
  reply.raw.once("close", deps.hub.readers.add(shareId, reader));
}
