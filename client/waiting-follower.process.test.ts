import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FaultProxy } from "../fixtures/fault-proxy.ts";
import { ServiceProcess } from "../fixtures/service-process.ts";
import type { CreateShareRequest } from "../protocol/share.ts";
import { type OwnerCredentials, ServiceClient } from "./service-client.ts";
import { TestFollower } from "./testing/test-follower.ts";

describe("who waits before a share that asks for something first", () => {
  let dataDir: string;
  let service: ServiceProcess;
  let proxy: FaultProxy;
  let owner: ServiceClient;
  let follower: TestFollower;

  before(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "waiting-"));
    service = await ServiceProcess.start({ dataDir });
    owner = new ServiceClient(service.url);
    proxy = await FaultProxy.start(service.url);
  });
  afterEach(() => {
    follower.following.dispose();
    proxy.fault = () => "pass";
  });
  after(async () => {
    await proxy?.stop();
    await service?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  });

  const whys = () => follower.statuses.flatMap((status) => (status.phase === "ended" ? [status.why] : []));
  async function waitBefore(fields: Partial<CreateShareRequest>): Promise<OwnerCredentials> {
    const share = await owner.create({ sessionId: "ses_1", title: "T", ...fields });
    follower = new TestFollower(proxy.url, share.shareId);
    await follower.untilPhase("ended");
    return share;
  }

  it("hears that it is over, once", async () => {
    const share = await waitBefore({ password: "correct horse" });
    await owner.remove(share);
    await follower.until(() => whys().length === 2);
    assert.deepEqual(whys(), ["password_required", "revoked"]);
    const asked = proxy.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(proxy.requests.length, asked);
  });

  it("hears that it asks for something else, and that it asks for nothing any more", async () => {
    const share = await waitBefore({ password: "correct horse" });
    await owner.update(share, { password: null, maxViews: 3 });
    await follower.until(() => whys().length === 2);
    assert.deepEqual(whys(), ["password_required", "open_required"]);
    assert.equal(follower.readable, 0);
    await owner.update(share, { maxViews: null });
    await follower.until(() => follower.readable === 1);
  });

  it("hears nothing while the service is away, and uses up no view by waiting", async () => {
    const share = await waitBefore({ maxViews: 1 });
    proxy.fault = () => "drop";
    const before = proxy.requests.length;
    await follower.until(() => proxy.requests.length > before + 2);
    assert.deepEqual(whys(), ["open_required"]);
    proxy.fault = () => "pass";
    const { access } = await owner.info(share);
    assert.equal(access?.views, 0);
  });

  it("is not asked for when the wait is given up", async () => {
    await waitBefore({ password: "correct horse" });
    follower.following.dispose();
    const asked = proxy.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(proxy.requests.length <= asked + 1);
  });
});
