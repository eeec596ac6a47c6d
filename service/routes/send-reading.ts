import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { addressOf } from "../limits/rates.ts";
import { mayStay } from "./may-stay.ts";
import type { RouteDeps } from "./route-deps.ts";

/** What is read while it is sent: a `Reading`, or a `ManifestReading`. */
interface Closable {
  readonly signal: AbortSignal;
  close(): void;
}

/** Ends an answer with its connection: what the system has not sent by then is not sent any more. */
function cutOff({ raw }: FastifyReply): void {
  raw.socket?.resetAndDestroy();
}

/**
 * Sends what is read, no faster than the other side takes it. When the share ends, the answer is cut off at once.
 */
export function sendReading(
  reply: FastifyReply,
  reading: Closable,
  text: AsyncIterable<Buffer>,
): FastifyReply {
  const { raw } = reply;
  const onAbort = () => cutOff(reply);
  reading.signal.addEventListener("abort", onAbort, { once: true });
  raw.once("close", () => {
    reading.signal.removeEventListener("abort", onAbort);
    reading.close();
  });
  // What was taken from the reading is handed on before more is taken.
  return reply.send(Readable.from(text, { objectMode: false, highWaterMark: 1 }));
}

/**
 * Counts a request in among those who read a share, until its answer has ended: if the right to read ends before, so does
 * the answer. One address has so many seats. To be called before the request is judged, since a right that ends after that question must find it here.
 * @throws Refusal `tooMany`
 */
export function countReader(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  shareId: string,
): void {
  reply.raw.once("close", deps.readerSeats.take(addressOf(request), shareId));
  const reader = { mayStay: mayStay(request, deps, shareId), cutOff: () => cutOff(reply) };
  reply.raw.once("close", deps.hub.readers.add(shareId, reader));
}
