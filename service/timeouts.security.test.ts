import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { routePath, routes } from "../protocol/routes.ts";
import type { CreateShareResponse } from "../protocol/share.ts";
import { LiveClient } from "./testing/live-client.ts";
import { TestApp } from "./testing/test-app.ts";
import { part } from "./testing/test-client.ts";

/** Far longer than the service waits in these tests. */
const STEP_MS = 100;
const LIMIT_MS = 600;
const never = 10 * 60_000;

describe("a client that takes its time", function () {
  this.timeout(60_000);
  let service: TestApp;
  let share: CreateShareResponse;
  let port: number;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await service.app.close();
  });

  async function listen(timeouts: object): Promise<void> {
    const all = { headMs: never, silenceMs: never, requestMs: never, idleMs: never, ...timeouts };
    service = await TestApp.build({ timeouts: all });
    share = await service.create();
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    port = (service.app.server.address() as AddressInfo).port;
  }

  /** What a socket hears, and when it is over. */
  async function dial(): Promise<{ socket: Socket; heard: () => string; over: Promise<unknown> }> {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    sockets.push(socket);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    await once(socket, "connect");
    return { socket, heard: () => text, over: once(socket, "close") };
  }

  const headOf = (length: number) =>
    [
      `POST ${routePath(routes.syncShare, share.shareId)} HTTP/1.1`,
      "host: h",
      `authorization: Bearer ${share.secret}`,
      "content-type: application/json",
      `content-length: ${length}`,
      "",
      "",
    ].join("\r\n");
  const body = () => JSON.stringify({ entries: [part(1, "x".repeat(20))] });
  const pause = () => new Promise((resolve) => setTimeout(resolve, STEP_MS));

  it("over the head of a request is told so, and hung up on", async () => {
    await listen({ headMs: LIMIT_MS });
    const { socket, heard, over } = await dial();
    socket.write("GET /healthz HTTP/1.1\r\nhost: h\r\nx-slow: ");
    await over;
    assert.match(heard(), /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*invalid_request/);
  });

  it("over a body is heard out as long as it goes on", async () => {
    // Long enough for a busy machine, and still less than it takes in all.
    await listen({ silenceMs: 30 * STEP_MS });
    const { socket, heard } = await dial();
    const text = body();
    socket.write(headOf(text.length));
    for (const letter of text.slice(0, 40)) {
      socket.write(letter);
      await pause();
    }
    socket.write(text.slice(40));
    while (!heard().includes("\r\n\r\n")) await once(socket, "data");
    assert.match(heard(), /^HTTP\/1\.1 200 /);
  });

  it("over a body is hung up on when it stalls", async () => {
    await listen({ silenceMs: LIMIT_MS });
    const { socket, over } = await dial();
    socket.write(headOf(1000) + body().slice(0, 10));
    await over;
  });

  it("over a body is hung up on at last, however it drips", async () => {
    await listen({ requestMs: LIMIT_MS, headMs: LIMIT_MS });
    const { socket, over } = await dial();
    socket.write(headOf(1_000_000));
    const dripping = setInterval(() => socket.write("["), 20);
    await over;
    clearInterval(dripping);
  });

  it("between two requests is hung up on when it says nothing for long", async () => {
    await listen({ idleMs: LIMIT_MS });
    const { socket, heard, over } = await dial();
    socket.write("GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n");
    await over;
    assert.match(heard(), /^HTTP\/1\.1 200 /);
  });

  it("over reading an answer is hung up on when it stalls", async () => {
    await listen({ silenceMs: LIMIT_MS });
    for (let n = 0; n < 8; n++) await service.sync(share, [part(n, "x".repeat(4_000_000))]);
    const { socket } = await dial();
    socket.pause();
    const [served] = await new Promise<Socket[]>((resolve) => {
      service.app.server.once("request", (request: { socket: Socket }) => resolve([request.socket]));
      socket.write(`GET ${routePath(routes.readShare, share.shareId)} HTTP/1.1\r\nhost: h\r\n\r\n`);
    });
    if (served && !served.closed) await once(served, "close");
  });

  it("over nothing is a viewer, who stays", async () => {
    await listen({ silenceMs: LIMIT_MS, requestMs: LIMIT_MS, headMs: LIMIT_MS, idleMs: LIMIT_MS });
    const viewer = new LiveClient(`http://127.0.0.1:${port}`, share.shareId);
    await viewer.until(() => viewer.frames.length > 0);
    for (let waited = 0; waited < 3 * LIMIT_MS; waited += STEP_MS) await pause();
    await service.sync(share, [part(1, "still there")]);
    await viewer.untilRevision(1);
    viewer.socket.terminate();
  });
});
