import type { Socket } from "node:net";
import { badRequestAnswer } from "./error-answer.ts";

/** Answers what is no HTTP request, or one with too large a head, in the form of all errors. */
export function answerClientError(_error: Error, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const body = JSON.stringify(badRequestAnswer.body);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
