import Fastify, { type FastifyInstance } from "fastify";
import { addClientAddress } from "./limits/client-address.ts";
import type { HourlyCounts } from "./limits/hourly-counts.ts";
import { limitAddresses } from "./limits/limit-addresses.ts";
import { limitPipelining } from "./limits/limit-pipelining.ts";
import { addRates } from "./limits/rates.ts";
import { Seats } from "./limits/seats.ts";
import { type LogOptions, loggerOptions, logRequests } from "./logging.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { registerPlugins } from "./plugins.ts";
import { reportOtherAddress } from "./routes/asked-address.ts";
import { basePathOf, withoutBasePath } from "./routes/base-path.ts";
import { addCaller } from "./routes/caller.ts";
import { DOCS_PATH } from "./routes/docs.ts";
import { enforceAccess } from "./routes/enforce-access.ts";
import { addressAnswer } from "./routes/error-answer.ts";
import { answerClientError, answerErrorsAsJson, answerNotFound, send } from "./routes/errors.ts";
import { addSockets } from "./routes/follow-share.ts";
import { addSecurityHeaders, securityHeaders } from "./routes/headers.ts";
import { countAnswers } from "./routes/metrics.ts";
import type { RouteDeps } from "./routes/route-deps.ts";
import { refuseUpgrades } from "./routes/upgrades.ts";
import { refuseOutdated } from "./routes/versions.ts";
import { type HttpTimeouts, timeoutOptions } from "./timeouts.ts";

export interface AppDeps extends Omit<RouteDeps, "rates" | "seats" | "readerSeats"> {
  readonly log: LogOptions;
  readonly metrics: Metrics;
  /** Addresses and networks of the proxies whose `x-forwarded-for` counts; none unless given. */
  readonly trustProxy?: readonly string[];
  readonly timeouts?: HttpTimeouts | undefined;
  /** Where several nodes count together what is created. */
  readonly counts?: HourlyCounts | undefined;
}

/** Largest request body outside of syncing, in bytes. */
const MAX_BODY_BYTES = 64 * 1024;

/** The service as an HTTP app that does not listen yet. */
export async function buildApp(given: AppDeps): Promise<FastifyInstance> {
  // Only an address that is set has a path, and it stays.
  const basePath = basePathOf(given.publicUrl());
  const app = Fastify({
    ...loggerOptions(given.log),
    ...timeoutOptions(given.timeouts),
    rewriteUrl: ({ url = "/" }) => withoutBasePath(url, basePath),
    bodyLimit: MAX_BODY_BYTES,
    // Sessions may talk about `__proto__`. Contents are never merged into other objects, only kept.
    onProtoPoisoning: "ignore",
    onConstructorPoisoning: "ignore",
    // While the service stops, requests that came in are still served, and new viewers are told to come back.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      // No hook sees this request, so nobody else hangs up on an upgrade.
      if (request.headers.upgrade) reply.raw.once("finish", () => request.raw.socket.destroySoon());
      send(reply.headers(securityHeaders), addressAnswer(error));
    },
  });
  limitPipelining(app);
  await addSockets(app, given);
  addSecurityHeaders(app);
  addClientAddress(app, given.trustProxy ?? []);
  logRequests(app);
  reportOtherAddress(app, given.publicUrl);
  countAnswers(app, given.metrics);
  answerNotFound(app);
  answerErrorsAsJson(app);
  refuseUpgrades(app);
  refuseOutdated(app);
  const { policy } = given;
  const rates = await addRates(app, policy, given.counts);
  limitAddresses(app, rates);
  const { socketsPerAddress: perAddress, socketsPerShare: perShare } = policy.limits;
  const deps: RouteDeps = {
    ...given,
    rates,
    seats: new Seats({ perAddress, perShare, what: "follow shares" }),
    readerSeats: new Seats({ perAddress, what: "read shares at the same time" }),
  };
  await addCaller(app, deps);
  enforceAccess(app, deps, [DOCS_PATH]);
  await registerPlugins(app, { ...deps, metrics: given.metrics });
  return app;
}
