import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mock } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { closeCodes } from "../protocol/live.ts";
import type { FollowStatus } from "../protocol/panel.ts";
import { type Following, follow } from "./follow.ts";
import { ServiceClient } from "./service-client.ts";
import { TEST_SHARE_ID as ID, shareFrame, step } from "./testing/test-frames.ts";
import { Queue } from "./testing/test-queue.ts";

const TICK_MS = 50;

describe("a service that lets viewers in and hangs up", () => {
  let server: Server;
  let sockets: WebSocketServer;
  let url: string;
  let connections: Queue<WebSocket>;
  let statuses: Queue<FollowStatus>;
  let following: Following;
  /** How often the follower has begun to ask for something. */
  let begun: number;
  let answered: number;

  beforeEach(async () => {
    [connections, statuses, begun, answered] = [new Queue(), new Queue(), 0, 0];
    server = createServer((_, response) => response.end("{}")).listen(0, "127.0.0.1");
    sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => connections.push(socket));
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    mock.timers.enable({ apis: ["setTimeout"] });
    const token = () => {
      begun += 1;
      return undefined;
    };
    const client = new ServiceClient(url, { token });
    following = follow(client, ID, { onFrame() {}, onStatus: (status) => statuses.push(status) });
  });
  afterEach(async () => {
    following.dispose();
    mock.timers.reset();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  /** Lets a minute go by, and hangs up each time that the follower comes. @returns how often it came */
  async function minuteOf(hangUp: (socket: WebSocket) => void): Promise<number> {
    let came = 0;
    for (let ms = 0; ms < 60_000; ms += TICK_MS) {
      mock.timers.tick(TICK_MS);
      if (begun === answered) continue;
      const socket = await connections.take();
      came += 1;
      hangUp(socket);
      while ((await statuses.take()).phase !== "reconnecting");
      // The pause is decided by the time that the socket is gone and the follower has asked why.
      await new Promise((resolve) => setImmediate(resolve));
      answered = begun;
    }
    return came;
  }

  const told = (socket: WebSocket, ...frames: object[]) => {
    for (const frame of frames) socket.send(JSON.stringify(frame));
  };
  const ways: Record<string, (socket: WebSocket) => void> = {
    "because they are slow": (socket) => socket.close(closeCodes.lagging),
    "because they are slow, after it has told something": (socket) => {
      told(socket, shareFrame(1), step(0, 1));
      socket.close(closeCodes.lagging);
    },
    "because it restarts": (socket) => {
      told(socket, shareFrame(1));
      socket.close(closeCodes.restarting);
    },
    "without a word": (socket) => {
      told(socket, shareFrame(1));
      socket.terminate();
    },
    "with a code that nobody knows": (socket) => socket.close(4999),
    "after nonsense": (socket) => socket.send("{"),
  };
  for (const [name, hangUp] of Object.entries(ways))
    it(`${name}, is asked less and less`, async () => {
      assert.ok((await minuteOf(hangUp)) <= 12);
      assert.ok((await minuteOf(hangUp)) <= 8);
    });

  it("is asked soon again once a connection has lasted", async () => {
    await minuteOf((socket) => socket.close(closeCodes.lagging));
    const before = begun;
    while (begun === before) mock.timers.tick(TICK_MS);
    const socket = await connections.take();
    told(socket, shareFrame(1));
    while ((await statuses.take()).phase !== "live");
    mock.timers.tick(10_000);
    socket.close(closeCodes.restarting);
    while ((await statuses.take()).phase !== "reconnecting");
    mock.timers.tick(500);
    await connections.take();
  });
});
