import type { FastifyInstance, FastifyRequest } from "fastify";
import { routes } from "../../protocol/routes.ts";
import type { Rate, Rates } from "./rates.ts";

/**
 * Counts what strangers can ask for by their address, before anything is done for them. What owners ask for is counted
 * elsewhere, by share or by person: many of them work behind one address.
 */
export function limitAddresses(app: FastifyInstance, rates: Rates): void {
  app.addHook("onRequest", async (request) => {
    await rateOf(request, rates)?.(request);
  });
}

function rateOf({ method, routeOptions: { url = "" } }: FastifyRequest, rates: Rates): Rate | undefined {
  if (url === "/auth/device" && method === "POST") return rates.devices;
  if (url.startsWith("/auth/")) return rates.signIns;
  if (url === routes.openShare.path) return rates.opens;
  return readPaths.has(url) ? rates.reads : undefined;
}

const readPaths: ReadonlySet<string> = new Set([
  routes.readShare.path,
  routes.followShare.path,
  routes.me.path,
  routes.listShares.path,
]);
