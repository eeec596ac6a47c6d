import type { FastifyInstance, FastifyRequest } from "fastify";
import { routes } from "../../protocol/routes.ts";
import { isUnderstood, PROTOCOL_HEADER, PROTOCOL_PARAMETER } from "../../protocol/version.ts";
import { Refusal } from "../errors/refusal.ts";

/** Refuses clients that are too old, except where they learn that they are. */
export function refuseOutdated(app: FastifyInstance): void {
  app.addHook("onRequest", async (request) => {
    const { url = "" } = request.routeOptions;
    if (!url.startsWith("/api/") || url === routes.policy.path) return;
    if (!isUnderstood(saidVersion(request))) throw new Refusal("clientOutdated");
  });
}

/** Which version of the protocol the sender says that it speaks; undefined: none. */
export function saidVersion({ headers, query }: FastifyRequest): string | undefined {
  const said = headers[PROTOCOL_HEADER] ?? (query as Record<string, unknown>)[PROTOCOL_PARAMETER];
  return typeof said === "string" ? said : undefined;
}
