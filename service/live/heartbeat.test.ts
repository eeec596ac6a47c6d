import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { importYesterdaysClient } from "../../fixtures/yesterday-programs.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { sampleMeta } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";
import { LiveHub } from "./hub.ts";

const HEARTBEAT_MS = 40;

/** What the client of the first version does here. */
interface YesterdaysClient {
  follow(
    service: string,
    shareId: string,
    listener: { onFrame(frame: { revision: number }): void; onStatus(status: { phase: string }): void },
  ): { dispose(): void };
}

describe("the heartbeat of a live line", () => {
  let service: TestApp;
  let url: string;
  let share: CreateShareResponse;
  const sockets: WebSocket[] = [];

  beforeEach(async () => {
    service = await TestApp.build({ heartbeatMs: HEARTBEAT_MS });
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${(service.app.server.address() as AddressInfo).port}`;
    share = await service.create();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await service.app.close();
  });

  const connect = (options = {}) => {
    const path = routePath(routes.followShare, share.shareId);
    const socket = new WebSocket(`${url.replace("http", "ws")}${path}?protocol=2`, options);
    sockets.push(socket);
    const frames: { type: string; [field: string]: unknown }[] = [];
    socket.on("message", (data) => frames.push(JSON.parse(String(data))));
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await once(socket, "message");
    };
    return { socket, frames, until };
  };
  const beats = (frames: readonly { type: string }[]) => frames.filter(({ type }) => type === "heartbeat");

  it("comes after the first frame, which names its interval", async () => {
    const { frames, until } = connect();
    await until(() => beats(frames).length > 2);
    assert.equal(frames[0]?.type, "share");
    assert.equal(frames[0]?.heartbeatMs, HEARTBEAT_MS);
    await service.call(routes.updateShare, share.shareId, { secret: share.secret, body: { title: "U" } });
    await until(() => frames.filter(({ type }) => type === "share").length > 1);
    const again = frames.findLast(({ type }) => type === "share");
    assert.equal(again?.heartbeatMs, HEARTBEAT_MS);
  });

  it("announces how long a large frame is, of what was, of what comes, and of one entry alone", async () => {
    const sizes = [200_000, 3_000_000, 300_000];
    for (const size of sizes.slice(0, 2)) await service.sync(share, [part(size, "x".repeat(size))]);
    const { frames, until } = connect();
    await until(() => JSON.stringify(frames).length > 3_200_000);
    await service.sync(share, [part(3, "x".repeat(300_000))]);
    await until(() => JSON.stringify(frames).length > 3_500_000);
    const large = frames.flatMap((frame, at) => (JSON.stringify(frame).length > 100_000 ? [at] : []));
    assert.equal(large.length, 3);
    for (const at of large) {
      const said = frames[at - 1];
      assert.equal(said?.type, "heartbeat");
      const off = Math.abs(Number(said?.nextBytes) - JSON.stringify(frames[at]).length);
      assert.ok(off < 100, `said ${said?.nextBytes}`);
    }
  });

  it("is kept from clients of the first version, which would hang up", async () => {
    const { follow } = (await importYesterdaysClient()) as YesterdaysClient;
    await service.sync(share, [part(1, "a")]);
    const revisions: number[] = [];
    const phases: string[] = [];
    const following = follow(url, share.shareId, {
      onFrame: ({ revision }) => revisions.push(revision),
      onStatus: ({ phase }) => phases.push(phase),
    });
    try {
      const other = connect();
      for (let revision = 2; revision < 5; revision += 1) {
        const before = beats(other.frames).length;
        await other.until(() => beats(other.frames).length > before + 2);
        await service.sync(share, [part(1, `${revision}`)]);
        while (!revisions.includes(revision)) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      assert.deepEqual(phases, ["live"]);
    } finally {
      following.dispose();
    }
  });

  it("does not count as a sign that the other side is there", async () => {
    const { secretHash: _, ...meta } = sampleMeta();
    const store = new MemoryStore();
    await store.create(sampleMeta(meta));
    const hub = new LiveHub({
      now: Date.now,
      readSince: (shareId, revision) => store.readSince(shareId, revision),
      heartbeatMs: 10,
      pingIntervalMs: 200,
    });
    service.app.server.removeAllListeners("upgrade");
    const server = new WebSocketServer({ server: service.app.server });
    server.on("connection", (socket) =>
      hub.join(socket, meta, 0, async () => undefined, { hearsHeartbeat: true }),
    );
    const { socket, frames, until } = connect({ autoPong: false });
    await until(() => beats(frames).length > 3);
    const [code] = await once(socket, "close");
    assert.equal(code, 1006);
  });
});
