import { type FastifyInstance, LogController } from "fastify";
import { tokenSchema } from "../protocol/share.ts";

/** Where log lines go; each is one JSON object. `false` keeps no log. */
export type LogOptions = { readonly level?: string; readonly stream?: { write(line: string): void } } | false;

/** How much of a share id a log may show: enough to follow one, too little to open it. */
const SHOWN_ID_LENGTH = 6;
const TOKEN = /[A-Za-z0-9_-]{43,}/g;

/** Shortens every id and secret in a text. */
export function maskTokens(text: string): string {
  return text.replace(TOKEN, (token) => `${token.slice(0, SHOWN_ID_LENGTH)}…`);
}

/** Fastify's own request lines hold whole URLs: they are switched off, and `logRequests` writes one line instead. */
export function loggerOptions(options: LogOptions) {
  return {
    logger: options && {
      level: "info",
      ...options,
      serializers: { err: describeError, req: () => ({}) },
    },
    logController: new LogController({ disableRequestLogging: true }),
  };
}

/** Logs each answer: method, route pattern, status, time, and the share by the beginning of its id. */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const id = tokenSchema.safeParse((request.params as { readonly id?: unknown } | undefined)?.id);
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? "unknown",
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(id.success ? { share: id.data.slice(0, SHOWN_ID_LENGTH) } : {}),
      },
      "answered",
    );
  });
}

/** Errors of the file system name files, and those are named after shares. */
function describeError(error: Error): DescribedError {
  const cause = error.cause instanceof Error ? { cause: describeError(error.cause) } : {};
  return {
    type: error.name,
    message: maskTokens(error.message),
    stack: maskTokens(error.stack ?? ""),
    ...cause,
  };
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly [name: string]: unknown;
}
