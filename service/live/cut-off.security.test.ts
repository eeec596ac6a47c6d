import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { LiveClient } from "../testing/live-client.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

/** More than all the systems on the way hold for a viewer that does not read, in bytes. */
const CONTENT_BYTES = 48 * 1024 * 1024;

describe("a viewer whose right to read ends", () => {
  let service: TestApp;
  let share: CreateShareResponse;
  let port: number;
  let sockets: Socket[];
  beforeEach(async () => {
    sockets = [];
    service = await TestApp.build();
    share = await service.create();
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    port = Number(new URL(url).port);
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await service.app.close();
  });

  const fill = async () => {
    const { shareId } = share;
    const text = "x".repeat(1024 * 1024);
    for (let n = 0; n < CONTENT_BYTES / text.length; n++)
      await service.stores.shares.append(shareId, [
        { key: part(n, "").key, content: Buffer.from(JSON.stringify({ type: "text", text })) },
      ]);
  };

  /** A socket that follows, takes the first bytes, and then reads nothing any more. */
  async function stubborn(): Promise<Socket> {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    socket.on("error", () => {});
    const lines = [
      `GET ${routePath(routes.followShare, share.shareId)} HTTP/1.1`,
      `host: 127.0.0.1:${port}`,
      "connection: Upgrade",
      "upgrade: websocket",
      "sec-websocket-version: 13",
      "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    await once(socket, "data");
    socket.pause();
    return socket;
  }

  const ends: [string, () => Promise<{ readonly statusCode: number }>][] = [
    ["unsharing", () => service.call(routes.deleteShare, share.shareId, { secret: share.secret })],
    [
      "a password",
      () =>
        service.call(routes.updateShare, share.shareId, {
          secret: share.secret,
          body: { password: "correct horse" },
        }),
    ],
  ];
  for (const [what, end] of ends)
    it(`is cut off before ${what} is answered, also when it does not read, and gets nothing that was on its way`, async () => {
      await fill();
      const viewers = await Promise.all([stubborn(), stubborn()]);
      const polite = new LiveClient(`http://127.0.0.1:${port}`, share.shareId);
      await polite.untilRevision(CONTENT_BYTES / 1024 / 1024);
      const { statusCode } = await end();
      assert.ok(statusCode < 300);
      assert.equal(service.parts.hub.viewers(share.shareId), 0);
      assert.ok(["revoked", "unauthorized"].includes((await polite.closed) ?? ""));
      for (const viewer of viewers) {
        const closed = once(viewer, "close").catch(() => undefined);
        viewer.resume();
        await closed;
        // What lay in its own system when it was cut off is all that it has: a reset takes back what was on the way.
        assert.ok(viewer.bytesRead < CONTENT_BYTES / 2, `${viewer.bytesRead}`);
      }
    });

  it("is not joined by one who came while it ended", async () => {
    await service.sync(share, [part(1, "a")]);
    const { find } = service.shares;
    let isEnded = false;
    service.shares.find = async function (caller, shareId) {
      const found = await find.call(this, caller, shareId);
      // The first time it is asked for the upgrade; the right to read ends before the socket is there.
      if (!isEnded) {
        isEnded = true;
        const body = { maxViews: 1 };
        await service.call(routes.updateShare, shareId, { secret: share.secret, body });
      }
      return found;
    };
    const late = new LiveClient(`http://127.0.0.1:${port}`, share.shareId);
    assert.equal(await late.closed, "unauthorized");
    assert.deepEqual(late.frames, []);
  });
});
