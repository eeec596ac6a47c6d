import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply } from "fastify";
import {
  badRequestAnswer,
  type ErrorAnswer,
  errorAnswer,
  lateAnswer,
  notFoundAnswer,
} from "./error-answer.ts";

/** How long a client is asked to wait when the service cannot serve it, seconds. */
const RETRY_AFTER_S = 5;

/** What is answered outside of all plugins, such as that there is nothing at an address. */
export function answerNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => send(reply, notFoundAnswer));
}

/** The error form of the API, `{"error": {"code", "message"}}`, for all routes of a plugin that sets no other. */
export function answerErrorsAsJson(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const answer = errorAnswer(error);
    if (answer.status >= 500) request.log.error({ err: error }, "request failed");
    return send(reply, answer);
  });
}

/** Sends an error as all errors look. */
export function send(reply: FastifyReply, { status, body, retryAfter }: ErrorAnswer): FastifyReply {
  reply.errorCode = body.error.code;
  if (status === 503) reply.header("retry-after", RETRY_AFTER_S);
  if (retryAfter !== undefined) reply.header("retry-after", retryAfter);
  return reply.code(status).type("application/json; charset=utf-8").send(body);
}

/** Answers what is no HTTP request, one with too large a head, or one that took too long, in the form of all errors. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const isLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const body = JSON.stringify((isLate ? lateAnswer : badRequestAnswer).body);
  socket.end(
    `HTTP/1.1 ${isLate ? "408 Request Timeout" : "400 Bad Request"}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
