import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { TcpLine } from "../../fixtures/tcp-line.ts";
import type { LiveFrame } from "../../protocol/live.ts";
import { emptyShare, receiveBatches } from "../../protocol/share-state.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { put, sampleKey, sampleMeta } from "../testing/sample.ts";
import { LiveHub } from "./hub.ts";

const MB = 1024 * 1024;
const PING_MS = 2_000;

describe("a viewer on a slow line", () => {
  const { secretHash: _, ...share } = sampleMeta();
  let store: MemoryStore;
  let hub: LiveHub;
  let server: WebSocketServer;
  let line: TcpLine;
  let viewer: WebSocket;
  const frames: LiveFrame[] = [];
  let state = emptyShare<unknown>();

  beforeEach(async () => {
    store = new MemoryStore();
    await store.create(sampleMeta(share));
    const readSince = (shareId: string, revision: number) => store.readSince(shareId, revision);
    hub = new LiveHub({ now: Date.now, readSince, pingIntervalMs: PING_MS });
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    server.on("connection", (socket) => hub.join(socket, share, 0, async () => undefined));
    line = await TcpLine.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 4_000);
    frames.length = 0;
    state = emptyShare();
  });
  afterEach(async () => {
    viewer.terminate();
    for (const socket of server.clients) socket.terminate();
    server.close();
    await line.close();
  });

  /** Follows over the slow line until something is known; rejects when the line is cut before. */
  async function followUntil(isKnown: () => boolean): Promise<void> {
    viewer = new WebSocket(line.url.replace("http", "ws"));
    await new Promise<void>((resolve, reject) => {
      viewer.on("close", (code) => reject(new Error(`closed with ${code}`)));
      viewer.on("message", (data) => {
        const frame = JSON.parse(String(data)) as LiveFrame;
        frames.push(frame);
        if (frame.type === "entries") state = receiveBatches(state, [frame], () => undefined);
        if (isKnown()) resolve();
      });
    });
  }

  it("gets an entry that takes longer than it may be silent, in a frame that others can be pinged within", async () => {
    const text = "x".repeat(24 * MB);
    await store.append(share.shareId, [put(1, "before"), put(2, text), put(3, "after")]);
    let pings = 0;
    const following = followUntil(() => state.revision === 1);
    viewer.on("ping", () => {
      if (frames.length < 3) pings += 1;
    });
    await following;
    assert.equal((state.contents.get(sampleKey(2)) as { text: string }).text, text);
    assert.deepEqual([...state.contents.keys()], [1, 2, 3].map(sampleKey));
    assert.ok(pings > 0);
  });

  it("is told of changes of the share when the entry that is on its way has arrived", async () => {
    await store.append(share.shareId, [put(1, "x".repeat(8 * MB))]);
    const title = "changed meanwhile";
    const isTold = () => frames.some((frame) => frame.type === "share" && frame.share.title === title);
    const following = followUntil(() => state.revision === 1 && isTold());
    await once(viewer, "message");
    hub.change({ ...share, title });
    await following;
  });

  it("reads a step that is too large for one frame, and is not taken for one that lags behind", async () => {
    const following = followUntil(() => state.revision === 2);
    await once(viewer, "message");
    for (const n of [1, 2])
      hub.publish(share.shareId, await store.append(share.shareId, [put(n, "y".repeat(6 * MB))]));
    await following;
    assert.equal(state.contents.size, 2);
  });
});
