import type { FastifyInstance } from "fastify";
import { routes } from "../../protocol/routes.ts";
import type { SyncRequest } from "../../protocol/sync.ts";
import type { Metrics } from "../metrics/metrics.ts";

declare module "fastify" {
  interface FastifyReply {
    /** The code of the error that the reply is; undefined: it is none. */
    errorCode: string | undefined;
  }
}

/** Counts every answer; to be added before the routes. */
export function countAnswers(app: FastifyInstance, metrics: Metrics): void {
  app.decorateReply("errorCode", undefined);
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions, body } = request;
    const { url: route = "unknown" } = routeOptions;
    const status = reply.statusCode;
    metrics.requests.observe({ method, route, status }, reply.elapsedTime / 1000);
    if (reply.errorCode !== undefined) metrics.refusals.inc({ code: reply.errorCode });
    if (method !== "POST" || status >= 300) return;
    if (route === routes.createShare.path) metrics.creates.inc();
    if (route !== routes.syncShare.path) return;
    metrics.syncs.inc();
    metrics.entries.inc((body as SyncRequest).entries.length);
  });
}

/** Prometheus metrics: for admins where people are known, otherwise for whoever reaches the service. */
export function metricsRoute(app: FastifyInstance, { registry }: Metrics): void {
  const config = { access: "operator" } as const;
  app.get("/metrics", { config, exposeHeadRoute: false }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
