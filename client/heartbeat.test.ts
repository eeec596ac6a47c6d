import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { QUICK, TestFollower } from "./testing/test-follower.ts";
import { TEST_SHARE_ID as ID, shareFrame, step } from "./testing/test-frames.ts";
import { Queue } from "./testing/test-queue.ts";

const HEARTBEAT_MS = 500;
/** How long a line with that heartbeat may be silent, and a little more. */
const LONG_MS = 1_200;
/** How long a first word is waited for, and a little more. */
const [FIRST_MS, LONG_FIRST_MS] = [1_500, 1_800];

describe("the heartbeat of a line", () => {
  let server: Server;
  let sockets: WebSocketServer;
  let connections: Queue<WebSocket>;
  let follower: TestFollower;
  /** What plain HTTP answers. */
  let reading: object;

  beforeEach(async () => {
    connections = new Queue();
    reading = {};
    server = createServer((_, response) => response.end(JSON.stringify(reading))).listen(0, "127.0.0.1");
    sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => connections.push(socket));
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    follower = new TestFollower(url, ID, { ...QUICK, answer: FIRST_MS, late: 50 });
  });
  afterEach(async () => {
    follower.following.dispose();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const send = (socket: WebSocket, ...frames: object[]) => {
    for (const frame of frames) socket.send(JSON.stringify(frame));
  };
  /** Takes the next connection, and makes it live. */
  async function live(fields: object): Promise<WebSocket> {
    const socket = await connections.take();
    send(socket, { ...shareFrame(1), ...fields });
    await follower.untilPhase("live");
    return socket;
  }
  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("is waited for: a line that is silent for twice its interval is made anew", async () => {
    await live({ heartbeatMs: HEARTBEAT_MS });
    await live({ heartbeatMs: HEARTBEAT_MS });
    assert.deepEqual(follower.phases, ["live", "reconnecting"]);
  });

  it("keeps a line on which nothing else comes", async () => {
    const socket = await live({ heartbeatMs: 1_000 });
    const beating = setInterval(() => send(socket, { type: "heartbeat" }), 100);
    await pass(2_500);
    clearInterval(beating);
    assert.deepEqual([follower.phases, connections.size], [["live"], 0]);
  });

  it("is not missed between other frames, and is no reason to read the whole share", async () => {
    const socket = await live({ heartbeatMs: 1_000 });
    for (let revision = 0; revision < 5; revision += 1) {
      send(socket, { type: "heartbeat" }, step(revision, revision + 1), {
        type: "heartbeat",
        nextBytes: "many",
      });
      await pass(500);
    }
    await follower.untilRevision(5);
    assert.deepEqual([follower.phases, connections.size], [["live"], 0]);
  });

  for (const heartbeatMs of [undefined, 0, -1, "100", 1e12])
    it(`is not waited for where a service has none: ${heartbeatMs}`, async () => {
      const socket = await live({ heartbeatMs });
      await pass(LONG_FIRST_MS);
      send(socket, step(0, 1));
      await follower.untilRevision(1);
      assert.deepEqual([follower.phases, connections.size], [["live"], 0]);
    });

  it("gives a large frame the time that it was announced to take", async () => {
    const socket = await live({ heartbeatMs: HEARTBEAT_MS });
    send(socket, { type: "heartbeat", nextBytes: 1_000_000 });
    await pass(LONG_MS);
    send(socket, step(0, 1));
    await follower.untilRevision(1);
    assert.deepEqual([follower.phases, connections.size], [["live"], 0]);
    // After it the line may be silent no longer than before.
    await live({ heartbeatMs: HEARTBEAT_MS });
  });

  it("is not all that can be missing: a line without a first word is given up, and what there is is read", async () => {
    const silent = await connections.take();
    const closed = once(silent, "close");
    reading = { ...shareFrame(1), entries: step(0, 1).entries, base: 0 };
    await follower.untilRevision(1);
    await closed;
    await follower.untilPhase("polling");
    assert.deepEqual(follower.phases, ["polling"]);
  });

  it("is looked for at once by who wakes up, before the line would have been given up", async () => {
    await live({ heartbeatMs: 60_000 });
    const { now } = Date;
    Date.now = () => now() + 90_000;
    try {
      follower.following.retry();
      await live({ heartbeatMs: 60_000 });
      follower.following.setWatched(false);
      Date.now = () => now() + 180_000;
      follower.following.setWatched(true);
      await live({ heartbeatMs: 60_000 });
    } finally {
      Date.now = now;
    }
  });

  for (const fields of [{}, { heartbeatMs: 60_000 }])
    it(`is no proof: who asks is not left with a line that has missed something: ${JSON.stringify(fields)}`, async () => {
      const socket = await live(fields);
      send(socket, step(0, 1));
      await follower.untilRevision(1);
      reading = { ...shareFrame(1), entries: [], base: 1 };
      follower.following.retry();
      await pass(200);
      assert.deepEqual([follower.phases, connections.size], [["live"], 0]);
      reading = { ...shareFrame(2), entries: step(1, 2).entries, base: 1 };
      follower.following.retry();
      await follower.untilRevision(2);
      await live(fields);
    });
});
