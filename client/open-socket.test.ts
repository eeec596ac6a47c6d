import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { MAX_LIVE_FRAME_BYTES } from "../protocol/limits.ts";
import { openSocket } from "./open-socket.ts";

describe("a live connection", () => {
  /** Sends the head of a text frame, as if so many bytes were to follow. @returns how the client hung up */
  async function closeCodeOf(bytes: number): Promise<unknown> {
    const server = createServer().listen(0, "127.0.0.1");
    const sockets = new WebSocketServer({ server, perMessageDeflate: true });
    const connected = once(server, "connection") as Promise<[Socket]>;
    const upgraded = once(sockets, "connection") as Promise<[WebSocket]>;
    await once(server, "listening");
    const socket = openSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
    try {
      const [[raw], [other]] = await Promise.all([connected, upgraded]);
      assert.equal(other.extensions, "", "asks for no compression");
      const head = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
      head.writeBigUInt64BE(BigInt(bytes), 2);
      raw.write(head);
      const closed = once(other, "close");
      // A client that waits for the rest of a frame hears nothing else; it is still there when we leave.
      if (bytes <= MAX_LIVE_FRAME_BYTES) raw.end();
      return (await closed)[0];
    } finally {
      socket.close();
      for (const one of sockets.clients) one.terminate();
      server.closeAllConnections();
      server.close();
    }
  }

  it("is hung up on by who follows when a frame is larger than any may be, before it has come", async () => {
    assert.equal(await closeCodeOf(MAX_LIVE_FRAME_BYTES + 1), 1009);
    assert.equal(await closeCodeOf(2 ** 40), 1009);
  });

  it("waits for a frame that is as large as it may be", async () => {
    assert.notEqual(await closeCodeOf(MAX_LIVE_FRAME_BYTES), 1009);
  });
});
