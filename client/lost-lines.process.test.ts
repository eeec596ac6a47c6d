import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { TcpLine } from "../fixtures/tcp-line.ts";
import { YESTERDAYS_SERVICE } from "../fixtures/yesterday-programs.ts";
import type { Entry } from "../protocol/entries.ts";
import { type OwnerCredentials, ServiceClient } from "./service-client.ts";
import { QUICK, TestFollower } from "./testing/test-follower.ts";

/** A service whose heartbeat is quick. */
const BEATING_SERVICE = path.join(import.meta.dirname, "../service/testing/serve-beating.ts");

const part = (id: string, text: string): Entry => ({
  key: `session/part/ses_1/msg_1/${id}`,
  content: { type: "text", text },
});

describe("who follows a share over a line", () => {
  let dataDir: string;
  let service: ServiceProcess;
  let line: TcpLine;
  let owner: ServiceClient;
  let shared: OwnerCredentials;
  let follower: TestFollower | undefined;

  afterEach(async () => {
    follower?.following.dispose();
    await line?.close();
    await service?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  });

  async function start(main: string, bytesPerMs?: number): Promise<void> {
    dataDir = await mkdtemp(path.join(tmpdir(), "lost-lines-"));
    service = await ServiceProcess.start({ dataDir, main });
    line = await TcpLine.open(service.url, bytesPerMs);
    owner = new ServiceClient(service.url);
    shared = await owner.create({ sessionId: "ses_1", title: "T" });
  }
  function followOverLine(): TestFollower {
    follower = new TestFollower(line.url, shared.shareId, {
      ...QUICK,
      answer: 10_000,
      poll: 2_000,
      longestPoll: 2_000,
    });
    return follower;
  }

  it("that has gone without a word notices, hears what it has missed, and is live again", async () => {
    await start(BEATING_SERVICE);
    const reader = followOverLine();
    await reader.untilPhase("live");
    line.goSilent();
    await owner.sync(shared, { entries: [part("prt_1", "missed")] });
    await reader.untilPhase("reconnecting");
    await reader.untilRevision(1);
    await reader.untilPhase("live");
    await owner.sync(shared, { entries: [part("prt_2", "more")] });
    await reader.untilRevision(2);
    assert.deepEqual(reader.phases, ["live", "reconnecting"]);
  });

  it("that has gone without a word hears that the share has ended", async () => {
    await start(BEATING_SERVICE);
    const reader = followOverLine();
    await reader.untilPhase("live");
    line.goSilent();
    await owner.remove(shared);
    await reader.untilPhase("ended");
    assert.ok(reader.status.phase === "ended" && reader.status.why === "revoked");
  });

  it("on which nothing happens keeps it, also where an earlier service has no heartbeat", async () => {
    for (const main of [BEATING_SERVICE, YESTERDAYS_SERVICE]) {
      await start(main);
      const reader = followOverLine();
      await reader.untilPhase("live");
      // Longer than the quick heartbeat may be missing.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await owner.sync(shared, { entries: [part("prt_1", "first")] });
      await reader.untilRevision(1);
      assert.deepEqual(reader.phases, ["live"]);
      if (main === YESTERDAYS_SERVICE) return;
      reader.following.dispose();
      await line.close();
      await service.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
    }
  });

  it("that is slow sees what has come before all has, and keeps it while something large is under way", async () => {
    await start(BEATING_SERVICE, 500);
    for (let n = 0; n < 30; n += 1)
      await owner.sync(shared, { entries: [part(`prt_${100 + n}`, "x".repeat(60_000))] });
    const reader = followOverLine();
    await reader.until(({ state }) => state.contents.size > 0);
    assert.ok(reader.state.contents.size < 30, "nothing was shown until all had come");
    await reader.untilRevision(30);
    await reader.untilPhase("live");
    for (const [id, length] of [
      ["prt_200", 900_000],
      ["prt_201", 2_500_000],
    ] as const) {
      await owner.sync(shared, { entries: [part(id, "y".repeat(length))] });
      await reader.until(({ state }) => state.contents.has(part(id, "").key));
    }
    assert.deepEqual(reader.phases, ["live"]);
  });
});
