import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** What is read while it is sent: a `Reading`, or a `ManifestReading`. */
interface Closable {
  readonly signal: AbortSignal;
  close(): void;
}

/**
 * Sends what is read, no faster than the other side takes it. When the share ends, the connection is cut off at once:
 * what the system has not sent by then is not sent any more.
 */
export function sendReading(
  reply: FastifyReply,
  reading: Closable,
  text: AsyncIterable<Buffer>,
): FastifyReply {
  const { raw } = reply;
  const cutOff = () => raw.socket?.resetAndDestroy();
  reading.signal.addEventListener("abort", cutOff, { once: true });
  raw.once("close", () => {
    reading.signal.removeEventListener("abort", cutOff);
    reading.close();
  });
  // What was taken from the reading is handed on before more is taken.
  return reply.send(Readable.from(text, { objectMode: false, highWaterMark: 1 }));
}
