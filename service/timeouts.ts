/** How long a client may take, ms. */
export interface HttpTimeouts {
  /** From the connection, or the last answer, to the end of a request's head. */
  readonly headMs: number;
  /** Without a byte in either direction while a request or its answer is under way. */
  readonly silenceMs: number;
  /** For a whole request, however it drips. */
  readonly requestMs: number;
  /** Between an answer and the next request. Longer than proxies keep theirs, or they would send into a closing line. */
  readonly idleMs: number;
}

const TIMEOUTS: HttpTimeouts = {
  headMs: 20_000,
  silenceMs: 60_000,
  // The largest body takes this long at 37 kB/s.
  requestMs: 30 * 60_000,
  idleMs: 75_000,
};

/** How Fastify and Node say it. A body that makes progress is never cut off by its silence, one that stalls is. */
export function timeoutOptions({ headMs, silenceMs, requestMs, idleMs }: HttpTimeouts = TIMEOUTS) {
  return {
    connectionTimeout: silenceMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    http: {
      headersTimeout: headMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(5_000, headMs, requestMs),
    },
  };
}
