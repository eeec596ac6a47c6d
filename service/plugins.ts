import type { FastifyInstance } from "fastify";
import type { Metrics } from "./metrics/metrics.ts";
import { adminApiRoutes } from "./routes/admin.ts";
import { answerErrorsAsPages, authRoutes } from "./routes/auth/auth-routes.ts";
import { startDeviceRoute } from "./routes/auth/start-device.ts";
import { docsRoutes } from "./routes/docs.ts";
import { answerErrorsAsJson } from "./routes/errors.ts";
import { followShareRoute } from "./routes/follow-share.ts";
import { healthRoutes } from "./routes/health.ts";
import { identityRoutes } from "./routes/identity.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { openShareRoute } from "./routes/open-share.ts";
import { ownSharesRoutes } from "./routes/own-shares.ts";
import { pageRoutes } from "./routes/pages.ts";
import { readManifestRoute, readShareRoute } from "./routes/read-share.ts";
import type { RouteDeps } from "./routes/route-deps.ts";
import { syncShareRoute } from "./routes/sync-share.ts";

type PluginDeps = RouteDeps & { readonly metrics: Metrics };
type AddRoutes = (app: FastifyInstance, deps: PluginDeps) => void | Promise<void>;

/** Routes that belong together, with the form in which they answer errors. */
interface RoutePlugin {
  readonly routes: readonly AddRoutes[];
  readonly answerErrors: (app: FastifyInstance, deps: PluginDeps) => void;
}

/** Another protocol comes as a further plugin: its routes, each with its access, and its error form. */
const plugins: Record<string, RoutePlugin> = {
  shares: {
    routes: [
      ownSharesRoutes,
      syncShareRoute,
      readShareRoute,
      readManifestRoute,
      openShareRoute,
      followShareRoute,
    ],
    answerErrors: answerErrorsAsJson,
  },
  identity: {
    routes: [identityRoutes, startDeviceRoute],
    answerErrors: answerErrorsAsJson,
  },
  signInPages: { routes: [authRoutes], answerErrors: answerErrorsAsPages },
  admin: { routes: [adminApiRoutes], answerErrors: answerErrorsAsJson },
  operation: {
    routes: [healthRoutes, (app, { metrics }) => metricsRoute(app, metrics)],
    answerErrors: answerErrorsAsJson,
  },
  pages: { routes: [docsRoutes, pageRoutes], answerErrors: answerErrorsAsJson },
};

/** Registers every plugin in a context of its own: what one sets, such as its error form, holds for no other. */
export async function registerPlugins(app: FastifyInstance, deps: PluginDeps): Promise<void> {
  for (const { routes, answerErrors } of Object.values(plugins))
    await app.register(async (scope) => {
      answerErrors(scope, deps);
      for (const add of routes) await add(scope, deps);
    });
}
