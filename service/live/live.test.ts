import assert from "node:assert/strict";
import { once } from "node:events";
import { LIVE_FRAME_BYTES } from "../../protocol/limits.ts";
import { closeCodes } from "../../protocol/live.ts";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { type RunningService, startService } from "../start-service.ts";
import { LiveClient, refusalOf } from "../testing/live-client.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { part, TestClient } from "../testing/test-client.ts";

describe("following a share over a real socket", () => {
  const newFolder = temporaryFolders();
  let service: RunningService;
  let client: TestClient;
  let share: CreateShareResponse;
  let viewers: LiveClient[] = [];

  beforeEach(async () => {
    service = await startService({ dataDir: newFolder() });
    client = new TestClient(service.url);
    share = await client.create({ title: "T" });
  });
  afterEach(async () => {
    for (const { socket } of viewers) socket.terminate();
    viewers = [];
    await service.close();
  });

  function follow(since: number | string = 0, options: object = {}): LiveClient {
    const viewer = new LiveClient(service.url, share.shareId, since, options);
    viewers.push(viewer);
    return viewer;
  }

  it("tells the share first, then all there is, then each batch as it comes", async () => {
    await client.sync(share, [part(1, "a"), part(2, "b")]);
    const viewer = follow();
    await viewer.untilRevision(1);
    const { key } = part(1, "");
    await client.sync(share, [
      { key, append: { path: ["text"], at: 1, text: "é" } },
      { key: part(2, "").key, deleted: true },
    ]);
    await viewer.untilRevision(2);
    const [first, ...rest] = viewer.frames;
    assert.ok(first?.type === "share" && first.share.title === "T" && first.revision === 1);
    assert.deepEqual(rest, [
      { type: "entries", base: 0, revision: 1, entries: [part(1, "a"), part(2, "b")] },
      {
        type: "entries",
        base: 1,
        revision: 2,
        entries: [
          { key, append: { path: ["text"], at: 1, text: "é" } },
          { key: part(2, "").key, deleted: true },
        ],
      },
    ]);
  });

  it("tells of an empty share that it is empty, and goes on from there", async () => {
    const viewer = follow();
    await viewer.until(() => viewer.frames.length > 0);
    await client.sync(share, [part(1, "a")]);
    await viewer.untilRevision(1);
    assert.deepEqual(
      viewer.frames.map(({ type }) => type),
      ["share", "entries"],
    );
  });

  it("tells those who come back only what is newer", async () => {
    await client.sync(share, [part(1, "a"), part(2, "b")]);
    await client.sync(share, [part(2, "c")]);
    const viewer = follow(1);
    await viewer.until(() => viewer.frames.length > 1);
    assert.deepEqual(viewer.frames[1], { type: "entries", base: 1, revision: 2, entries: [part(2, "c")] });
    const upToDate = follow(2);
    await upToDate.until(() => upToDate.frames.length > 0);
    await client.sync(share, [part(3, "d")]);
    await upToDate.until(() => upToDate.frames.length > 1);
    assert.deepEqual(upToDate.frames[1], { type: "entries", base: 2, revision: 3, entries: [part(3, "d")] });
  });

  it("starts a viewer again whose revision is from another life", async () => {
    await client.sync(share, [part(1, "a")]);
    const viewer = follow(99);
    await viewer.untilRevision(1);
    assert.deepEqual(viewer.frames[1], {
      type: "entries",
      base: 0,
      revision: 1,
      reset: true,
      entries: [part(1, "a")],
    });
  });

  it("serves the WebSocket of browsers and Node", async () => {
    await client.sync(share, [part(1, "a")]);
    const socket = new WebSocket(
      `${service.url.replace("http", "ws")}/api/sessions/shared/${share.shareId}/live`,
    );
    const [event] = (await once(socket, "message")) as [MessageEvent];
    assert.equal(JSON.parse(String(event.data)).type, "share");
    socket.close();
    await once(socket, "close");
  });

  it("catches up on a large share in frames of bounded size", async () => {
    for (let n = 0; n < 8; n++)
      await client.sync(share, [part(2 * n, "x".repeat(300_000)), part(2 * n + 1, "y")]);
    await client.sync(share, [part(99, "z".repeat(2 * LIVE_FRAME_BYTES))]);
    const viewer = follow();
    await viewer.untilRevision(9);
    const steps = viewer.frames.filter((frame) => frame.type === "entries");
    assert.ok(steps.length >= 4);
    assert.ok(steps.every((frame) => frame.base === 0 && frame.revision === 9));
    assert.deepEqual(
      steps.map(({ more }) => more ?? false),
      steps.map((_, n) => n < steps.length - 1),
    );
    for (const step of steps)
      assert.ok(step.entries.length === 1 || JSON.stringify(step).length < LIVE_FRAME_BYTES + 1000);
    const snapshot = (await (await client.read(share.shareId)).json()) as {
      entries: { key: string; content: unknown }[];
    };
    assert.deepEqual(
      [...viewer.state.contents].sort(),
      snapshot.entries.map(({ key, content }) => [key, content]).sort(),
    );
  });

  it("loses and doubles no batch for viewers who join while many write", async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 25; n++) await client.sync(share, [part(writer * 100 + n, `text ${n}`)]);
    });
    const joining = (async () => {
      for (let n = 0; n < 40; n++) {
        const viewer = follow();
        await viewer.until(() => viewer.frames.length > 0);
      }
    })();
    await Promise.all([...writers, joining]);
    for (const viewer of viewers) {
      await viewer.untilRevision(200);
      assert.equal(viewer.state.contents.size, 200);
      let known = 0;
      for (const frame of viewer.frames) {
        if (frame.type !== "entries") continue;
        assert.equal(frame.base, known, "every step continues the one before");
        if (!frame.more) known = frame.revision;
      }
    }
  });

  it("closes with `revoked` when the owner unshares", async () => {
    const viewer = follow();
    await viewer.until(() => viewer.frames.length > 0);
    assert.equal(await client.remove(share), 204);
    assert.equal(await viewer.closed, "revoked");
  });

  it("closes with `revoked` whoever joins in the same moment", async () => {
    for (let n = 0; n < 20; n++) {
      share = await client.create();
      const viewer = follow();
      viewer.socket.once("unexpected-response", () => viewer.socket.terminate());
      viewer.socket.on("error", () => undefined);
      const left = Promise.race([
        viewer.closed.catch(() => undefined),
        once(viewer.socket, "unexpected-response"),
      ]);
      await Promise.all([client.remove(share), left]);
    }
  });

  it("closes with `expired` at the instant the share does", async () => {
    const viewer = follow();
    await viewer.until(() => viewer.frames.length > 0);
    await client.endSoon(share);
    assert.equal(await viewer.closed, "expired");
    const answer = await client.read(share.shareId);
    assert.equal(answer.status, 410);
  });

  it("closes with `restarting` when the service stops", async () => {
    const viewer = follow();
    await viewer.until(() => viewer.frames.length > 0);
    await service.close();
    assert.equal(await viewer.closed, "restarting");
  });

  it("closes with `lagging` a viewer that takes nothing, and tells it all when it comes back", async () => {
    const viewer = follow();
    await viewer.until(() => viewer.frames.length > 0);
    viewer.socket.pause();
    const healthy = follow();
    for (let n = 0; n < 60; n++) await client.sync(share, [part(n, "x".repeat(512 * 1024))]);
    await healthy.untilRevision(60);
    viewer.socket.resume();
    assert.equal(await viewer.closed, "lagging");
    const known = viewer.state.revision;
    assert.ok(known < 60);
    const back = follow(known);
    back.state = viewer.state;
    await back.untilRevision(60);
    assert.deepEqual(back.state.contents, healthy.state.contents);
  });

  it("refuses before the upgrade what cannot be followed", async () => {
    assert.equal(await refusalOf(follow("-1")), 400);
    assert.equal(await refusalOf(follow("soon")), 400);
    assert.equal(await refusalOf(new LiveClient(service.url, "../../etc")), 404);
    await client.remove(share);
    assert.equal(await refusalOf(follow()), 410);
  });

  it("lets the service's own page follow, and no other site's", async () => {
    assert.equal(await refusalOf(follow(0, { origin: "https://evil.test" })), 403);
    assert.equal(await refusalOf(follow(0, { origin: "null" })), 403);
    const { port } = new URL(service.url);
    for (const origin of [`https://127.0.0.1:${port}`, "http://127.0.0.1", `http://localhost:${port}`])
      assert.equal(await refusalOf(follow(0, { origin })), 403, origin);
    const own = follow(0, { origin: service.url });
    await own.until(() => own.frames.length > 0);
    const byName = follow(0, { origin: `http://localhost:${port}`, headers: { host: `localhost:${port}` } });
    await byName.until(() => byName.frames.length > 0);
  });

  it("ends a socket that talks", async () => {
    const viewer = follow();
    await viewer.until(() => viewer.frames.length > 0);
    viewer.socket.send("x".repeat(5000));
    assert.equal(await viewer.closed, undefined);
    await client.sync(share, [part(1, "a")]);
  });

  it("knows its close codes by the statuses of the same facts", () => {
    assert.ok(Object.values(closeCodes).every((code) => code === 1012 || code >= 4400));
    assert.equal(routes.followShare.status, 101);
  });
});
