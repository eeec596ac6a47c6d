import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { MAX_SYNC_BODY_BYTES } from "../../protocol/limits.ts";
import type { BodyBudget, BodyShare } from "./body-budget.ts";
import { type CutObject, EntryCutter } from "./entry-cutter.ts";

/** A body is larger than the service takes. */
export class BodyTooLargeError extends Error {
  readonly statusCode = 413;

  constructor() {
    super(`a body has at most ${MAX_SYNC_BODY_BYTES} bytes`);
    this.name = "BodyTooLargeError";
  }
}

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
  app.addHook("preParsing", async (request, reply) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > MAX_SYNC_BODY_BYTES) throw new BodyTooLargeError();
    const share = budget.begin(senderOf(request), announced);
    shares.set(request, share);
    reply.raw.once("close", () => share.end());
  });
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", (request: FastifyRequest, payload: Readable) =>
    cut(payload, Number(request.headers["content-length"] ?? 0), shares.get(request)),
  );
}

/**
 * A body of a known length comes into one piece of memory, of which its contents are parts: collecting them would take it
 * twice. The system gives that memory page by page, as the bytes come.
 */
async function cut(payload: Readable, announced: number, share: BodyShare | undefined): Promise<CutObject> {
  const cutter = new EntryCutter();
  const body = Buffer.allocUnsafeSlow(announced);
  let size = 0;
  // Left open when it is refused halfway: the answer has to go out on the same socket.
  for await (const chunk of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const start = size;
    size += chunk.length;
    if (size > MAX_SYNC_BODY_BYTES) throw new BodyTooLargeError();
    share?.grow(size);
    const isInPlace = size <= announced;
    if (isInPlace) chunk.copy(body, start);
    cutter.write(isInPlace ? body.subarray(start, size) : chunk);
  }
  return cutter.finish();
}
