import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** Most requests of one connection that are under way. No browser and no proxy sends another before it has its answer. */
const MOST_UNDER_WAY = 10;

/**
 * Hangs up on a connection that asks for ever more and takes no answer: all of them would be made, and kept until they are
 * taken. To be added before anything is done for a request.
 */
export function limitPipelining(app: FastifyInstance): void {
  const underWay = new WeakMap<Socket, number>();
  app.addHook("onRequest", (request, reply, done) => {
    const { socket } = request.raw;
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > MOST_UNDER_WAY) {
      reply.hijack();
      socket.destroy();
      return;
    }
    underWay.set(socket, count);
    reply.raw.once("close", () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    done();
  });
}
