import type { Socket } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "../errors/refusal.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route becomes a WebSocket. */
    takesUpgrades?: boolean;
  }
}

/** Refuses every upgrade of a route that takes none, whatever it asks to become. */
export function refuseUpgrades(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers, is404, routeOptions }) => {
    if (headers.upgrade === undefined || is404 || routeOptions.config.takesUpgrades) return;
    throw new Refusal("invalidRequest", "This address is no WebSocket. Leave out the header `upgrade`.");
  });
}

/**
 * Judges a handshake (RFC 6455) before anything is done for it. Version 8, which the library takes as well, tells its
 * origin by another header.
 * @throws Refusal `invalidRequest`
 */
export function assertHandshake({ headers }: FastifyRequest): void {
  const isOne =
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["sec-websocket-version"] === "13" &&
    /^[A-Za-z0-9+/]{22}==$/.test(headers["sec-websocket-key"] ?? "");
  if (!isOne) throw new Refusal("invalidRequest", "This is no WebSocket handshake of version 13 (RFC 6455).");
}

/** Calls back when a socket has closed: at once when it has closed before. */
export function onceClosed(socket: Socket, callback: () => void): void {
  if (socket.closed) callback();
  else socket.once("close", callback);
}
