import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Fault, FaultProxy } from "../fixtures/fault-proxy.ts";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { soonestEnd } from "../fixtures/soonest-end.ts";
import type { Entry } from "../protocol/entries.ts";
import type { CreateShareRequest } from "../protocol/share.ts";
import { type OwnerCredentials, ServiceClient } from "./service-client.ts";
import { ServiceError } from "./service-error.ts";
import { QUICK, TestFollower } from "./testing/test-follower.ts";

const part = (id: string, text: string): Entry => ({
  key: `session/part/ses_1/msg_1/${id}`,
  content: { type: "text", text },
});

describe("who follows a share where there is no live line", () => {
  let dataDir: string;
  let service: ServiceProcess;
  let proxy: FaultProxy;
  let owner: ServiceClient;
  const followers: TestFollower[] = [];

  before(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "without-live-"));
    const policy = path.join(dataDir, "policy.yaml");
    await writeFile(policy, "limits:\n  socketsPerAddress: 2\n  readsPerAddressPerMinute: 100000\n");
    service = await ServiceProcess.start({ dataDir, env: { SHARE_POLICY_FILE: policy } });
    owner = new ServiceClient(service.url);
    proxy = await FaultProxy.start(service.url);
  });
  afterEach(() => {
    for (const { following } of followers.splice(0)) following.dispose();
    proxy.cut();
    proxy.requests.length = 0;
    proxy.onAnswered = () => {};
  });
  after(async () => {
    await proxy?.stop();
    await service?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  });

  /** What the proxy does with upgrades; all else passes. */
  const upgrades = (fault: Fault) => {
    proxy.fault = ({ isUpgrade }) => (isUpgrade ? fault : "pass");
  };
  async function share(fields: Partial<CreateShareRequest> = {}): Promise<OwnerCredentials> {
    const created = await owner.create({ sessionId: "ses_1", title: "T", ...fields });
    await owner.sync(created, { entries: [part("prt_1", "first")] });
    return created;
  }
  function followOver(client: ServiceClient | string, { shareId }: OwnerCredentials): TestFollower {
    const follower = new TestFollower(client, shareId);
    followers.push(follower);
    return follower;
  }
  const textsOf = ({ state }: TestFollower) =>
    [...state.contents.values()].map((content) => (content as { text: string }).text);

  const whyOf = ({ status }: TestFollower) => (status.phase === "ended" ? status.why : undefined);

  const lines: readonly [string, Fault][] = [
    ...[400, 403, 404, 426, 501, 502, 200].map(
      (status) => [`answers an upgrade with ${status}`, { status, body: "<h1>no</h1>" }] as [string, Fault],
    ),
    ["swallows an upgrade", "hang"],
    ["cuts an upgrade off", "drop"],
  ];
  for (const [what, fault] of lines)
    it(`behind a proxy that ${what} reads all the same, and hears what is new`, async () => {
      upgrades(fault);
      const shared = await share();
      const follower = followOver(proxy.url, shared);
      await follower.untilRevision(1);
      await owner.sync(shared, {
        entries: [{ key: part("prt_1", "").key, append: { path: ["text"], at: 5, text: "!" } }],
      });
      await owner.sync(shared, { entries: [part("prt_2", "second")] });
      await owner.update(shared, { title: "U" });
      await follower.until(({ title, state }) => title === "U" && state.revision === 3);
      assert.deepEqual(textsOf(follower), ["first!", "second"]);
      await owner.sync(shared, { entries: [{ key: part("prt_1", "").key, deleted: true }] });
      await follower.untilRevision(4);
      assert.deepEqual(textsOf(follower), ["second"]);
      await follower.untilPhase("polling");
      assert.deepEqual(follower.phases, ["polling"]);
    });

  it("asks cheaply: for what is newer, and not at all for what it knows", async () => {
    upgrades({ status: 403 });
    const answers: { url: string; status: number }[] = [];
    proxy.onAnswered = ({ url, status }) => answers.push({ url, status });
    const shared = await share();
    const follower = followOver(proxy.url, shared);
    await follower.until(() => answers.filter(({ status }) => status === 304).length > 2);
    await owner.sync(shared, { entries: [part("prt_2", "second")] });
    await follower.untilRevision(2);
    const full = answers
      .filter(({ status }) => status === 200)
      .map(({ url }) => new URL(url, "http://x").search);
    assert.deepEqual(full, ["?since=0&opens=true", "?since=1"]);
  });

  it("asks less often where nothing changes, and while nobody looks", async () => {
    upgrades({ status: 403 });
    const shared = await share();
    const asked = () => proxy.requests.filter(({ isUpgrade }) => !isUpgrade).length;
    const follower = new TestFollower(proxy.url, shared.shareId, {
      ...QUICK,
      retry: 3_600_000,
      poll: 20,
      longestPoll: 500,
      unwatchedPoll: 3_600_000,
    });
    followers.push(follower);
    await follower.until(() => asked() > 8);
    const times: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const before = asked();
      await follower.until(() => asked() > before);
      times.push(performance.now());
    }
    assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 240, String(times));
    follower.following.setWatched(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = asked();
    await owner.sync(shared, { entries: [part("prt_2", "second")] });
    // Longer than the longest pause while somebody looks.
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(asked(), before);
    follower.following.setWatched(true);
    await follower.untilRevision(2);
  });

  it("is a viewer, once, while it polls and when it has a line", async () => {
    upgrades({ status: 403 });
    const shared = await share();
    const follower = followOver(proxy.url, shared);
    await follower.untilPhase("polling");
    const viewers = async () => (await owner.info(shared)).viewers;
    while ((await viewers()) !== 1);
    upgrades("pass");
    follower.following.retry();
    await follower.untilPhase("live");
    assert.equal(await viewers(), 1);
  });

  it("has a live line as soon as one can be had", async () => {
    upgrades("hang");
    const shared = await share();
    const follower = followOver(proxy.url, shared);
    await follower.untilPhase("polling");
    upgrades("pass");
    await follower.untilPhase("live");
    const asked = proxy.requests.length;
    await owner.sync(shared, { entries: [part("prt_2", "second")] });
    await follower.untilRevision(2);
    assert.equal(proxy.requests.length, asked);
    assert.deepEqual(follower.phases, ["polling", "live"]);
  });

  it("reads on where the seats of an office are taken, and takes one that becomes free", async () => {
    upgrades("pass");
    const shared = await share();
    const seated = [followOver(service.url, shared), followOver(service.url, shared)];
    for (const one of seated) await one.untilPhase("live");
    const late = followOver(service.url, shared);
    await late.untilPhase("polling");
    await owner.sync(shared, { entries: [part("prt_2", "second")] });
    await late.untilRevision(2);
    seated[0]?.following.dispose();
    await late.untilPhase("live");
    assert.deepEqual(late.phases, ["polling", "live"]);
  });

  it("is told when the service cannot be reached, and goes on when it can", async () => {
    upgrades({ status: 403 });
    const shared = await share();
    const follower = followOver(proxy.url, shared);
    await follower.untilPhase("polling");
    proxy.fault = () => "drop";
    await follower.untilPhase("reconnecting");
    upgrades({ status: 403 });
    await owner.sync(shared, { entries: [part("prt_2", "second")] });
    await follower.untilRevision(2);
    await follower.untilPhase("polling");
  });

  const ends: readonly [string, (shared: OwnerCredentials) => Promise<unknown>][] = [
    ["its owner unshares", (shared) => owner.remove(shared)],
    [
      "its time is over",
      (shared) =>
        soonestEnd((expiresAt) =>
          owner.update(shared, { expiresAt }).then(
            () => true,
            () => false,
          ),
        ),
    ],
    ["it gets a password", (shared) => owner.update(shared, { password: "correct horse" })],
    ["its views are counted from now on", (shared) => owner.update(shared, { maxViews: 3 })],
  ];
  for (const [what, end] of ends)
    it(`hears the same as who has a line when ${what}`, async () => {
      upgrades({ status: 403 });
      const shared = await share();
      const polling = followOver(proxy.url, shared);
      const live = followOver(service.url, shared);
      await polling.untilPhase("polling");
      await live.untilPhase("live");
      await end(shared);
      await polling.untilPhase("ended");
      await live.untilPhase("ended");
      assert.deepEqual(whyOf(polling), whyOf(live));
      assert.ok(!polling.phases.includes("reconnecting"));
    });

  it("uses up one view, and is counted once, however often it asks", async () => {
    upgrades("hang");
    const shared = await share({ maxViews: 1 });
    const reader = new ServiceClient(proxy.url);
    const closed = followOver(reader, shared);
    await closed.untilPhase("ended");
    assert.ok(closed.status.phase === "ended" && closed.status.why === "open_required");
    await reader.open(shared.shareId, undefined);
    const follower = followOver(reader, shared);
    await follower.until(() => proxy.requests.length > 12);
    await owner.sync(shared, { entries: [part("prt_2", "second")] });
    await follower.untilRevision(2);
    upgrades("pass");
    await follower.untilPhase("live");
    const { access, opens } = await owner.info(shared);
    assert.deepEqual([access.views, opens], [1, 1]);
    await assert.rejects(
      new ServiceClient(proxy.url).open(shared.shareId, undefined),
      (error) => error instanceof ServiceError && error.code === "expired",
    );
  });

  it("is counted once also where there is nothing to read yet", async () => {
    upgrades("pass");
    const empty = await owner.create({ sessionId: "ses_1", title: "T" });
    const follower = followOver(service.url, empty);
    await follower.untilPhase("live");
    await owner.sync(empty, { entries: [part("prt_1", "first")] });
    await follower.untilRevision(1);
    assert.equal((await owner.info(empty)).opens, 1);
  });
});
