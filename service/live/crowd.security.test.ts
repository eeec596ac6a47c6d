import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { put, sampleMeta } from "../testing/sample.ts";
import { ALL_CATCH_UP_BYTES } from "./catch-up-budget.ts";
import { LiveHub } from "./hub.ts";

/** How many follow and read nothing. */
const CROWD = 100;
/** More than systems take for somebody who does not read, by far, in bytes. */
const SHARE_BYTES = 32 * 1024 * 1024;
const ENTRY_BYTES = 8 * 1024;

describe("a crowd that follows a share and reads nothing", () => {
  const { secretHash: _, ...share } = sampleMeta();
  let server: WebSocketServer;
  const viewers: WebSocket[] = [];

  afterEach(() => {
    for (const viewer of viewers.splice(0)) viewer.terminate();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  const follow = () => {
    const { port } = server.address() as AddressInfo;
    const viewer = new WebSocket(`ws://127.0.0.1:${port}`);
    viewers.push(viewer);
    return viewer;
  };

  it("is told in the smaller frames, the more they are", async () => {
    const store = new MemoryStore();
    await store.create(sampleMeta(share));
    for (let n = 0; n < SHARE_BYTES / ENTRY_BYTES; n += 64)
      await store.append(
        share.shareId,
        Array.from({ length: 64 }, (_, i) => put(n + i, "x".repeat(ENTRY_BYTES))),
      );
    const hub = new LiveHub({
      now: Date.now,
      readSince: (shareId, revision) => store.readSince(shareId, revision),
    });
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    server.on("connection", (socket) => hub.join(socket, share, 0, async () => undefined));
    for (let n = 0; n < CROWD; n++) {
      const viewer = follow();
      viewer.on("open", () => viewer.pause());
      await once(viewer, "open");
    }
    const areStuck = () => [...server.clients].every(({ bufferedAmount }) => bufferedAmount > 0);
    while (!areStuck()) await new Promise((resolve) => setTimeout(resolve, 20));

    const last = follow();
    let largest = 0;
    let isAll = false;
    last.on("message", (data) => {
      const { length } = data as Buffer;
      largest = Math.max(largest, length);
      if (length > 0 && !String(data).includes('"more":true') && String(data).includes('"entries"'))
        isAll = true;
    });
    while (!isAll) await once(last, "message");
    assert.ok(largest > ENTRY_BYTES && largest <= ALL_CATCH_UP_BYTES / CROWD, String(largest));
  });
});
