import { get, type IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import { createParser } from "eventsource-parser";
import type { KnownServer } from "./known-server.ts";

/** A server that says nothing for so long is no longer there, ms. opencode sends a heartbeat every 10 or 30 seconds. */
const SILENCE_MS = 90_000;
/** The largest event that is received at all, characters. */
const LARGEST_BUFFER = 16 * 1024 * 1024;

export interface EventStreamListener {
  readonly onOpen: () => void;
  /** An event's data. */
  readonly onData: (data: string) => void;
}

/**
 * Follows a server's events until the stream ends or `signal` aborts. Redirects are not followed: they could lead elsewhere.
 * @throws always, with what ended it; never with a password
 */
export async function followEvents(
  { origin, paths, login }: KnownServer,
  { onOpen, onData }: EventStreamListener,
  signal: AbortSignal,
): Promise<never> {
  const headers = { accept: "text/event-stream", ...(login ? { authorization: basic(login) } : {}) };
  let refusal = "it sends no events";
  for (const path of paths) {
    const response = await open(new URL(path, origin), headers, signal);
    if (isEventStream(response)) return await consume(response, onOpen, onData);
    response.destroy();
    if (response.statusCode === 401 || response.statusCode === 403) refusal = "it asks for a password";
  }
  throw new Error(refusal);
}

function open(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection of its own, since it stays open.
    const request = get(url, { headers, signal, lookup: loopbackOnly, agent: false }, resolve);
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error("it has fallen silent")));
    request.on("error", reject);
  });
}

async function consume(
  response: IncomingMessage,
  onOpen: () => void,
  onData: (data: string) => void,
): Promise<never> {
  const parser = createParser({ maxBufferSize: LARGEST_BUFFER, onEvent: ({ data }) => onData(data) });
  onOpen();
  for await (const chunk of response.setEncoding("utf8")) parser.feed(String(chunk));
  throw new Error("it has ended the stream");
}

function isEventStream({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 200 && /^text\/event-stream\b/.test(headers["content-type"] ?? "");
}

const basic = ({ user, password }: NonNullable<KnownServer["login"]>) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** `localhost` is this machine, whatever a resolver says. */
const loopbackOnly: LookupFunction = (_hostname, { all }, callback) => {
  if (!all) return callback(null, "127.0.0.1", 4);
  callback(null, [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ]);
};
