import NodeSocket from "ws";
import { MAX_LIVE_FRAME_BYTES } from "../protocol/limits.ts";

/** A WebSocket; outside of browsers it can be kept from receiving. */
export type LiveSocket = WebSocket & Partial<Pick<NodeSocket, "pause" | "resume">>;

/** Browsers send cookies along and take no headers. */
const isBrowser = "document" in globalThis;

/**
 * Opens a WebSocket that takes no frame over MAX_LIVE_FRAME_BYTES. A browser's takes any and keeps it away from the
 * program's memory until it is whole: there the receiver looks at the length. Node's own has no limit, therefore `ws`.
 */
export function openSocket(url: string, headers: Readonly<Record<string, string>>): LiveSocket {
  if (isBrowser) return new WebSocket(url);
  const socket = new NodeSocket(url, {
    headers,
    maxPayload: MAX_LIVE_FRAME_BYTES,
    // A few compressed bytes could stand for gigabytes, and the service compresses nothing.
    perMessageDeflate: false,
  });
  // What is wrong shows in the close that follows; an error that nobody hears would end the process.
  socket.on("error", () => undefined);
  return socket as unknown as LiveSocket;
}
