import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { mock } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { closeCodes, type LiveFrame } from "../protocol/live.ts";
import type { FollowStatus } from "../protocol/panel.ts";
import { type Following, follow } from "./follow.ts";
import { ServiceClient } from "./service-client.ts";
import { TEST_SHARE_ID as ID, shareFrame, step } from "./testing/test-frames.ts";
import { Queue } from "./testing/test-queue.ts";

interface Connection {
  readonly socket: WebSocket;
  readonly since: string | null;
  readonly headers: IncomingHttpHeaders;
}

describe("following a share", () => {
  let server: Server;
  let sockets: WebSocketServer;
  let url: string;
  let connections: Queue<Connection>;
  let frames: Queue<LiveFrame>;
  let statuses: Queue<FollowStatus>;
  let following: Following | undefined;
  /** What the service answers to plain HTTP and to an upgrade; 101 lets it through. */
  let http: { status: number; body: string; retryAfter?: string };
  let upgradeStatus: number;

  beforeEach(async () => {
    connections = new Queue();
    frames = new Queue();
    statuses = new Queue();
    http = { status: 200, body: "{}" };
    upgradeStatus = 101;
    sockets = new WebSocketServer({ noServer: true });
    server = createServer((_, response) => {
      if (http.retryAfter !== undefined) response.setHeader("retry-after", http.retryAfter);
      response.writeHead(http.status).end(http.body);
    }).listen(0, "127.0.0.1");
    server.on("upgrade", (request, socket, head) => {
      if (upgradeStatus !== 101)
        return socket.end(`HTTP/1.1 ${upgradeStatus} No\r\nconnection: close\r\n\r\n`);
      const { searchParams } = new URL(request.url ?? "", "http://x");
      sockets.handleUpgrade(request, socket, head, (accepted) =>
        connections.push({
          socket: accepted,
          since: searchParams.get("since"),
          headers: request.headers,
        }),
      );
    });
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    following?.dispose();
    following = undefined;
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  function start(): void {
    following = follow(url, ID, {
      onFrame: (frame) => frames.push(frame),
      onStatus: (status) => statuses.push(status),
    });
  }

  const send = ({ socket }: Connection, ...sent: object[]) => {
    for (const frame of sent) socket.send(JSON.stringify(frame));
  };

  /** Takes the next connection and brings it to `revision`. */
  async function live(revision: number): Promise<Connection> {
    const connection = await connections.take();
    send(connection, shareFrame(revision));
    assert.equal((await frames.take()).type, "share");
    assert.deepEqual(await statuses.take(), { phase: "live" });
    return connection;
  }

  const phase = async () => (await statuses.take()).phase;

  it("asks for everything, and hears the share, what was, and what comes, in order", async () => {
    start();
    const connection = await live(2);
    assert.equal(connection.since, "0");
    send(connection, step(0, 2, { more: true }), step(0, 2), step(2, 3));
    const heard = [await frames.take(), await frames.take(), await frames.take()];
    assert.deepEqual(heard, [step(0, 2, { more: true }), step(0, 2), step(2, 3)]);
  });

  it("comes back after a lost connection, from the last revision that it has whole", async () => {
    start();
    const first = await live(5);
    send(first, step(0, 4), step(4, 9, { more: true }));
    await frames.take();
    await frames.take();
    first.socket.terminate();
    assert.deepEqual(await statuses.take(), {
      phase: "reconnecting",
      reason: "The service cannot be reached.",
    });
    assert.equal((await live(9)).since, "4");
  });

  it("comes back from nothing after a reset that was not finished, and from the reset's revision after one that was", async () => {
    start();
    const first = await live(9);
    send(first, step(0, 9), step(0, 3, { reset: true, more: true }));
    await frames.take();
    await frames.take();
    first.socket.terminate();
    assert.equal(await phase(), "reconnecting");
    const second = await live(3);
    assert.equal(second.since, "0");
    send(second, step(0, 3, { reset: true, more: true }), step(0, 3));
    await frames.take();
    await frames.take();
    second.socket.terminate();
    assert.equal(await phase(), "reconnecting");
    assert.equal((await live(3)).since, "3");
  });

  for (const [reason, why] of [
    ["revoked", "revoked"],
    ["expired", "expired"],
    ["notFound", "not_found"],
    ["forbidden", "forbidden"],
  ] as const)
    it(`ends for good when the socket is closed as ${reason}`, async () => {
      start();
      const { socket } = await live(0);
      socket.close(closeCodes[reason]);
      const status = await statuses.take();
      assert.ok(status.phase === "ended");
      assert.equal(status.why, why);
      following?.retry();
      assert.equal(connections.size, 0);
    });

  for (const [status, code] of [
    [404, "not_found"],
    [410, "revoked"],
    [410, "expired"],
    [403, "forbidden"],
  ] as const)
    it(`ends for good when the service answers ${status} ${code} instead of a socket`, async () => {
      upgradeStatus = status;
      http = { status, body: JSON.stringify({ error: { code, message: "It is so." } }) };
      start();
      assert.deepEqual(await statuses.take(), { phase: "ended", why: code, message: "It is so." });
    });

  it("ends when the share went while the connection was away", async () => {
    start();
    const { socket } = await live(0);
    http = { status: 410, body: JSON.stringify({ error: { code: "revoked", message: "Gone." } }) };
    socket.terminate();
    assert.equal(await phase(), "reconnecting");
    assert.deepEqual(await statuses.take(), { phase: "ended", why: "revoked", message: "Gone." });
  });

  for (const [name, status, body] of [
    ["is in trouble", 500, ""],
    ["is busy", 429, JSON.stringify({ error: { code: "too_many_requests", message: "m" } })],
    ["is hidden behind something else", 404, "<h1>not found</h1>"],
    ["lets no socket through", 200, "{}"],
  ] as const)
    it(`keeps trying while the service ${name}`, async () => {
      upgradeStatus = 503;
      http = { status, body };
      start();
      assert.equal(await phase(), "reconnecting");
      upgradeStatus = 101;
      await live(0);
    });

  for (const retryAfter of ["3600", "9999999"])
    it(`leaves a service alone that wants to be for ${retryAfter} s, unless it is asked to try`, async () => {
      upgradeStatus = 429;
      const body = JSON.stringify({ error: { code: "too_many_requests", message: "m" } });
      http = { status: 429, body, retryAfter };
      start();
      const reason = "Too many requests came from here.";
      assert.deepEqual(await statuses.take(), { phase: "reconnecting", reason });
      upgradeStatus = 101;
      // Longer than the first pause between two tries.
      await new Promise((resolve) => setTimeout(resolve, 700));
      assert.equal(sockets.clients.size, 0);
      following?.retry();
      await live(0);
    });

  it("keeps trying when nobody listens at all", async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    start();
    assert.equal(await phase(), "reconnecting");
    server.listen(port, "127.0.0.1");
    await live(0);
  });

  it("comes back at once after it fell behind, and says why it was away", async () => {
    start();
    const first = await live(0);
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      first.socket.close(closeCodes.lagging);
      assert.deepEqual(await statuses.take(), { phase: "reconnecting", reason: "This viewer fell behind." });
      // Nothing that pauses goes on while the clock stands.
      mock.timers.tick(1);
      await connections.take();
    } finally {
      mock.timers.reset();
    }
  });

  it("comes back after a restart, and says so meanwhile", async () => {
    start();
    const first = await live(0);
    first.socket.close(closeCodes.restarting);
    assert.deepEqual(await statuses.take(), { phase: "reconnecting", reason: "The service is restarting." });
    await live(0);
  });

  for (const nonsense of ["", "{", "null", '{"type":"entries","base":0}', JSON.stringify(step(7, 8))])
    it(`takes nothing after ${nonsense.slice(0, 40) || "an empty frame"}, but a new connection`, async () => {
      start();
      const first = await live(1);
      send(first, step(0, 1));
      first.socket.send(nonsense);
      send(first, step(1, 2));
      assert.deepEqual(await frames.take(), step(0, 1));
      assert.equal(await phase(), "reconnecting");
      const second = await live(2);
      assert.equal(second.since, "1");
      assert.equal(frames.size, 0);
    });

  it("hears that a content which nobody can handle is missing, and goes on", async () => {
    start();
    const connection = await live(1);
    const content = `${"[".repeat(9000)}${"]".repeat(9000)}`;
    const entries = `[{"key":"session/part/s/m/p","content":${content}}]`;
    connection.socket.send(`{"type":"entries","base":0,"revision":1,"entries":${entries}}`);
    send(connection, step(1, 2));
    assert.match(JSON.stringify(await frames.take()), /"missing".*is nested more than 1000 deep/);
    assert.deepEqual(await frames.take(), step(1, 2));
  });

  for (const [name, send] of [
    ["a frame", (socket: WebSocket, chunk: string) => socket.send(chunk.repeat(70))],
    ["pieces of a frame", (socket: WebSocket, chunk: string) => sendPieces(socket, chunk, 70)],
  ] as const)
    it(`takes no more of ${name} than a service sends`, async () => {
      start();
      const first = await live(1);
      send(first.socket, " ".repeat(1024 * 1024));
      assert.equal(await phase(), "reconnecting");
      assert.equal((await live(1)).since, "0");
    });

  it("gives up on a service that never opens the connection", async () => {
    server.removeAllListeners("upgrade");
    const asked = new Promise<Duplex>((resolve) => server.on("upgrade", (_, socket) => resolve(socket)));
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      start();
      const socket = await asked;
      mock.timers.tick(15_000);
      assert.equal(await phase(), "reconnecting");
      socket.destroy();
    } finally {
      mock.timers.reset();
    }
  });

  it("reconnects at once when asked to, and only when it is not connected", async () => {
    upgradeStatus = 503;
    start();
    assert.equal(await phase(), "reconnecting");
    upgradeStatus = 101;
    following?.retry();
    await live(0);
    following?.retry();
    assert.equal(sockets.clients.size, 1);
    assert.equal(connections.size, 0);
  });

  it("has one connection, however often it is asked to reconnect", async () => {
    start();
    for (let asked = 0; asked < 5; asked += 1) following?.retry();
    let connection = await connections.take();
    while (connections.size > 0) connection = await connections.take();
    send(connection, shareFrame(0));
    assert.deepEqual(await statuses.take(), { phase: "live" });
    for (const socket of sockets.clients) if (socket !== connection.socket) await once(socket, "close");
    assert.equal(sockets.clients.size, 1);
  });

  describe("once it is disposed", () => {
    it("closes its socket and hears nothing more", async () => {
      start();
      const connection = await live(0);
      following?.dispose();
      send(connection, step(0, 1));
      await once(connection.socket, "close");
      assert.deepEqual([frames.size, statuses.size], [0, 0]);
    });

    it("says nothing, while it was asking why it was refused", async () => {
      const asked = new Promise<void>((resolve) => {
        server.removeAllListeners("request");
        server.on("request", (request, response) => {
          request.on("close", () => response.destroy());
          response.on("close", resolve);
          following?.dispose();
        });
      });
      upgradeStatus = 410;
      start();
      await asked;
      assert.deepEqual([frames.size, statuses.size], [0, 0]);
    });

    it("may be disposed by what it tells", async () => {
      following = follow(url, ID, {
        onFrame: () => following?.dispose(),
        onStatus: (status) => statuses.push(status),
      });
      const connection = await connections.take();
      send(connection, shareFrame(0));
      await once(connection.socket, "close");
      assert.equal(statuses.size, 0);
    });
  });

  it("proves who follows, anew with each connection", async () => {
    let token = "first";
    const client = new ServiceClient(url, { token: () => token });
    following = follow(client, ID, { onFrame: () => undefined, onStatus: (status) => statuses.push(status) });
    const first = await connections.take();
    assert.equal(first.headers.authorization, "Bearer first");
    token = "second";
    first.socket.close(closeCodes.restarting);
    following.retry();
    assert.equal((await connections.take()).headers.authorization, "Bearer second");
  });

  it("shows no token to a share that anyone may read", async () => {
    start();
    assert.equal((await connections.take()).headers.authorization, undefined);
  });

  it("passes over frames of a later service, and fields and words that it does not know", async () => {
    start();
    const first = await connections.take();
    const { share } = shareFrame(1);
    send(first, {
      ...shareFrame(1),
      later: 1,
      share: { ...share, audience: "team", mode: "mirrored", later: 1 },
    });
    const heard = await frames.take();
    assert.ok(heard.type === "share" && heard.share.audience === "unknown" && heard.share.mode === "unknown");
    send(first, { type: "surprise", entries: 7 }, { type: "presence" }, { ...step(0, 1), later: 1 });
    assert.deepEqual(await frames.take(), step(0, 1));
    const other = { key: "session/later/s/1", later: true };
    send(first, { ...step(1, 2), entries: [other] }, step(2, 3));
    assert.deepEqual(
      [await frames.take(), await frames.take()],
      [{ ...step(1, 2), entries: [] }, step(2, 3)],
    );
    assert.equal(connections.size, 0);
  });

  const later = { entries: [{ key: "session/info/s", later: true }] };

  it("reads the whole share where a step has a form that it does not know, and goes on from there", async () => {
    start();
    const first = await live(1);
    http = { status: 200, body: JSON.stringify({ ...shareFrame(4), entries: step(0, 4).entries }) };
    send(first, step(0, 1));
    await frames.take();
    send(first, { ...step(1, 2), ...later });
    assert.equal(await phase(), "reconnecting");
    const second = await connections.take();
    assert.equal(second.since, "4");
    assert.equal((await frames.take()).type, "share");
    assert.deepEqual(await frames.take(), step(0, 4, { reset: true }));
    // What is known as a whole is not read again.
    send(second, shareFrame(4), { ...step(1, 2), ...later }, step(4, 5));
    assert.equal((await frames.take()).type, "share");
    assert.deepEqual(await frames.take(), step(4, 5));
  });

  it("reads the whole share where a step was in a frame that it does not know", async () => {
    start();
    const first = await live(1);
    http = { status: 200, body: JSON.stringify({ ...shareFrame(4), entries: step(0, 4).entries }) };
    send(first, step(0, 1), { type: "later", base: 1, revision: 2 }, step(2, 3));
    await frames.take();
    assert.equal(await phase(), "reconnecting");
    assert.equal((await connections.take()).since, "4");
    assert.equal((await frames.take()).type, "share");
    assert.deepEqual(await frames.take(), step(0, 4, { reset: true }));
  });

  it("ends where the whole share has such a form, too, and says what to update", async () => {
    start();
    const connection = await live(1);
    http = { status: 200, body: JSON.stringify({ ...shareFrame(4), ...later }) };
    send(connection, { ...step(0, 2), ...later });
    assert.equal(await phase(), "reconnecting");
    const status = await statuses.take();
    assert.ok(status.phase === "ended" && status.why === "upgrade_required");
    assert.match(status.message, /Update the extension/);
    assert.equal(connections.size, 0);
  });

  for (const [side, versions, advice] of [
    ["client", { protocolVersion: 99 }, /Update the extension/],
    ["service", { protocolVersion: 0 }, /update the service/],
  ] as const)
    it(`ends where the ${side} is too old, whatever the frame looks like otherwise`, async () => {
      start();
      send(await connections.take(), { type: "share", ...versions });
      const status = await statuses.take();
      assert.ok(status.phase === "ended" && status.why === "upgrade_required");
      assert.match(status.message, advice);
    });

  for (const [status, why] of [
    [401, "sign_in_required"],
    [403, "forbidden"],
    [404, "not_found"],
    [410, "expired"],
    [426, "upgrade_required"],
  ] as const)
    it(`ends over a refusal that it does not know with its words, by its status ${status}`, async () => {
      upgradeStatus = status;
      http = { status, body: JSON.stringify({ error: { code: "later", message: "Because." } }) };
      start();
      assert.deepEqual(await statuses.take(), { phase: "ended", why, message: "Because." });
    });

  it("comes back after a close code of a later service, each time later than before", async () => {
    start();
    const started = performance.now();
    for (let round = 0; round < 3; round += 1) {
      const connection = await connections.take();
      send(connection, shareFrame(1));
      await frames.take();
      connection.socket.close(4499);
    }
    await connections.take();
    // At least half of 0.5, 1 and 2 s; the first pause again and again is over sooner.
    assert.ok(performance.now() - started > 1_700, "it came back at once");
  });
});

function sendPieces(socket: WebSocket, chunk: string, count: number): void {
  for (let sent = 1; sent <= count; sent += 1) socket.send(chunk, { fin: sent === count });
}
