import type { Socket } from "node:net";
import { badRequestAnswer, lateAnswer } from "./error-answer.ts";

/** Answers what is no HTTP request, one with too large a head, or one that took too long, in the form of all errors. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const isLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const body = JSON.stringify((isLate ? lateAnswer : badRequestAnswer).body);
  socket.end(
    `HTTP/1.1 ${isLate ? "408 Request Timeout" : "400 Bad Request"}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
