import assert from "node:assert/strict";
import { soonestEnd } from "../../fixtures/soonest-end.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareResponse, UpdateShareRequest } from "../../protocol/share.ts";
import type { ShareInfo } from "../../protocol/share-info.ts";
import { type RunningService, startService } from "../start-service.ts";
import { LiveClient } from "../testing/live-client.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { part, TestClient } from "../testing/test-client.ts";

describe("a share that changes while it is followed", () => {
  const newFolder = temporaryFolders();
  let dataDir: string;
  let service: RunningService;
  let client: TestClient;
  let viewers: LiveClient[] = [];

  beforeEach(async () => {
    dataDir = newFolder();
    service = await startService({ dataDir });
    client = new TestClient(service.url);
  });
  afterEach(async () => {
    for (const { socket } of viewers) socket.terminate();
    viewers = [];
    await service.close();
  });

  async function follow(share: CreateShareResponse, since = 0): Promise<LiveClient> {
    const viewer = new LiveClient(service.url, share.shareId, since);
    viewers.push(viewer);
    await viewer.until(() => viewer.frames.length > 0);
    return viewer;
  }

  async function change({ shareId, secret }: CreateShareResponse, body: UpdateShareRequest): Promise<void> {
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const url = service.url + routePath(routes.updateShare, shareId);
    const response = await fetch(url, { method: "PATCH", headers, body: JSON.stringify(body) });
    assert.equal(response.status, 200, await response.text());
  }

  async function info({ shareId, secret }: CreateShareResponse): Promise<ShareInfo> {
    const headers = { authorization: `Bearer ${secret}` };
    const response = await fetch(service.url + routePath(routes.shareInfo, shareId), { headers });
    return (await response.json()) as ShareInfo;
  }

  const lastShare = ({ frames }: LiveClient) => frames.findLast((frame) => frame.type === "share");

  it("tells its viewers at once, and goes on", async () => {
    const share = await client.create({ title: "Old" });
    await client.sync(share, [part(1, "a")]);
    const viewer = await follow(share);
    await viewer.untilRevision(1);
    await change(share, { title: "New", mode: "snapshot" });
    await viewer.until(() => lastShare(viewer)?.share.title === "New");
    assert.deepEqual(lastShare(viewer), {
      type: "share",
      share: { ...lastShare(viewer)?.share, mode: "snapshot" },
      revision: 1,
    });
    await client.sync(share, [part(2, "b")]);
    await viewer.untilRevision(2);
  });

  it("lives on past its old end for those who follow it", async () => {
    let share = await client.create({ expiresInDays: 1 });
    let viewer = await follow(share);
    const oldEnd = await soonestEnd(async (expiresAt) => {
      if ((await client.change(share, { expiresAt })) !== 200) return false;
      // Put off when it is over already, the share lives on, and who was told of its end was told the truth.
      if ((await client.change(share, { expiresAt: null })) === 200 && Date.now() < expiresAt) return true;
      share = await client.create({ expiresInDays: 1 });
      viewer = await follow(share);
      return false;
    });
    while (Date.now() <= oldEnd) await new Promise((resolve) => setTimeout(resolve, oldEnd + 1 - Date.now()));
    await client.sync(share, [part(1, "a")]);
    await viewer.untilRevision(1);
  });

  it("ends at once at its new end for those who follow it", async () => {
    const share = await client.create({ expiresInDays: 1 });
    const viewer = await follow(share);
    await client.endSoon(share);
    assert.equal(await viewer.closed, "expired");
  });

  it("tells its owner who follows it and how often it was opened, also after a restart", async () => {
    const share = await client.create();
    await client.sync(share, [part(1, "a")]);
    await client.read(share.shareId);
    assert.deepEqual((await info(share)).opens, 0);
    const before = Date.now();
    const [first] = [await follow(share), await follow(share), await follow(share, 1)];
    let told = await info(share);
    while (told.opens < 2) told = await info(share);
    assert.equal(told.viewers, 3);
    assert.equal(told.opens, 2, "one who comes back with a revision is no new reader");
    first?.socket.terminate();
    while ((await info(share)).viewers !== 2);
    await service.close();
    service = await startService({ dataDir });
    const { viewers, opens, lastOpenedAt } = await info(share);
    assert.deepEqual({ viewers, opens }, { viewers: 0, opens: 2 });
    assert.ok(lastOpenedAt !== null && lastOpenedAt >= before);
  });
});
