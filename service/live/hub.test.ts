import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { closeCodes } from "../../protocol/live.ts";
import { ShareUnknownError, StoreUnavailableError } from "../store/errors.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { put, sampleMeta } from "../testing/sample.ts";
import { LiveHub, type LiveHubDeps } from "./hub.ts";

describe("LiveHub", () => {
  const { secretHash: _, ...share } = sampleMeta();
  let store: MemoryStore;
  let server: WebSocketServer;

  beforeEach(async () => {
    store = new MemoryStore();
    await store.create(sampleMeta(share));
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
  });
  afterEach(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  /** A hub whose sockets are real; every connection joins the share. */
  function newHub(deps: Partial<LiveHubDeps> = {}): LiveHub {
    const readSince = (shareId: string, revision: number) => store.readSince(shareId, revision);
    const hub = new LiveHub({ now: Date.now, readSince, ...deps });
    server.on("connection", (socket) => hub.join(socket, share, 0, async () => undefined));
    return hub;
  }

  const connect = (options = {}) =>
    new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, options);

  it("cuts off a viewer that no longer answers, and keeps one that does", async () => {
    newHub({ pingIntervalMs: 500 });
    const alive = connect();
    const dead = connect({ autoPong: false });
    const [code] = await once(dead, "close");
    assert.equal(code, 1006);
    await once(alive, "ping");
    assert.equal(alive.readyState, WebSocket.OPEN);
    alive.terminate();
  });

  it("asks a viewer to come back when the store is away", async () => {
    newHub({ readSince: () => Promise.reject(new StoreUnavailableError("disk full")) });
    const [code] = await once(connect(), "close");
    assert.equal(code, closeCodes.restarting);
  });

  it("tells nothing to a viewer whose right to read ended until its reading had begun", async () => {
    await store.append(share.shareId, [put(1, "a")]);
    let mayStay = true;
    const readSince = async (shareId: string, revision: number) => {
      mayStay = false;
      return store.readSince(shareId, revision);
    };
    const hub = new LiveHub({ now: Date.now, readSince });
    server.on("connection", (socket) =>
      hub.join(socket, share, 0, async () => (mayStay ? undefined : "forbidden")),
    );
    const viewer = connect();
    let frames = 0;
    viewer.on("message", () => (frames += 1));
    const [code] = await once(viewer, "close");
    assert.equal(code, closeCodes.forbidden);
    assert.equal(frames, 0);
  });

  it("says when there is no such share", async () => {
    newHub({ readSince: () => Promise.reject(new ShareUnknownError()) });
    const [code] = await once(connect(), "close");
    assert.equal(code, closeCodes.notFound);
  });

  it("sends nothing more of a share that has ended to who reads it slowly", async () => {
    await store.append(share.shareId, [put(1, "x".repeat(40 * 1024 * 1024))]);
    const hub = newHub();
    const slow = connect();
    let frames = 0;
    slow.on("message", () => {
      frames += 1;
      slow.pause();
    });
    slow.on("error", () => {});
    const isWaiting = () => [...server.clients].some(({ bufferedAmount }) => bufferedAmount > 100 * 1024);
    while (frames === 0 || !isWaiting()) await new Promise((resolve) => setImmediate(resolve));
    hub.end(share.shareId, "revoked");
    slow.resume();
    await once(slow, "close");
    assert.equal(frames, 1, "only the share itself");
  });

  it("turns new viewers away once it is closed", async () => {
    const hub = newHub();
    await hub.close(1000);
    const [code] = await once(connect(), "close");
    assert.equal(code, closeCodes.restarting);
  });

  it("does not wait for a viewer that does not leave", async () => {
    const hub = newHub();
    const stubborn = connect();
    await once(stubborn, "message");
    stubborn.pause();
    await hub.close(50);
    stubborn.resume();
    await once(stubborn, "close");
  });

  it("tells of a step that was made while it read, though none follows", async () => {
    let published = false;
    const hub = newHub({
      readSince: async (shareId, revision) => {
        const reading = await store.readSince(shareId, revision);
        if (!published) {
          published = true;
          hub.publish(shareId, await store.append(shareId, [put(1, "a")]));
        }
        return reading;
      },
    });
    const viewer = connect();
    const frames: { type: string; base?: number; revision: number }[] = [];
    await new Promise<void>((resolve) =>
      viewer.on("message", (data) => {
        frames.push(JSON.parse(String(data)));
        if (frames.length === 2) resolve();
      }),
    );
    assert.deepEqual(
      frames.map(({ type, base, revision }) => [type, base, revision]),
      [
        ["share", undefined, 0],
        ["entries", 0, 1],
      ],
    );
    viewer.terminate();
  });

  it("brings steps that were published in another order into theirs", async () => {
    const hub = newHub();
    const viewer = connect();
    const bases: number[] = [];
    await once(viewer, "message");
    const two = new Promise<void>((resolve) =>
      viewer.on("message", (data) => {
        const { base, revision } = JSON.parse(String(data));
        bases.push(base);
        if (revision === 2) resolve();
      }),
    );
    const first = await store.append(share.shareId, [put(1, "a")]);
    const second = await store.append(share.shareId, [put(2, "b")]);
    hub.publish(share.shareId, second);
    hub.publish(share.shareId, first);
    await two;
    assert.deepEqual(bases, [0]);
    viewer.terminate();
  });
});
