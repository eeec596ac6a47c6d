import type { FastifyInstance } from "fastify";
import { addressesIn } from "./networks.ts";
import { readAddress } from "./read-address.ts";

declare module "fastify" {
  interface FastifyRequest {
    /**
     * Where the request comes from, an IP address: that of the last who is no configured proxy. Undefined for a
     * connection that had died before anybody asked.
     */
    address: string | undefined;
  }
}

/** Tells of each request where it comes from, as far as nobody can choose that. */
export function addClientAddress(app: FastifyInstance, trustProxy: readonly string[]): void {
  const isProxy = addressesIn(trustProxy);
  // A connection that has died tells no address any more, unless it was asked before.
  app.server.on("connection", (socket) => void socket.remoteAddress);
  app.decorateRequest("address");
  app.addHook("onRequest", async (request) => {
    const forwarded = request.headers["x-forwarded-for"];
    request.address = clientAddress(request.socket.remoteAddress, [forwarded ?? []].flat().join(), isProxy);
  });
}

/**
 * Walks from the peer back through what its proxies have written. Where that cannot be read, whoever is known to have
 * passed it on counts: an odd text never makes somebody new.
 */
export function clientAddress(
  peer: string | undefined,
  forwarded: string,
  isProxy: (address: string) => boolean,
): string | undefined {
  let client = peer === undefined ? undefined : readAddress(peer);
  const hops = forwarded.split(",").filter((hop) => hop.trim() !== "");
  while (client !== undefined && isProxy(client)) {
    const hop = hops.pop();
    const before = hop === undefined ? undefined : readAddress(hop);
    if (before === undefined) break;
    client = before;
  }
  return client;
}
