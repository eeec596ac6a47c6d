import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { WAIT_MS } from "../fixtures/limits.ts";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { expectedContents } from "../tools/clients/expected-contents.ts";
import { RealAgent, type TurnName } from "../tools/clients/real-agent.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { createShareEngine } from "../tools/share-engine.ts";
import { eventuallyEqual } from "./driver/eventually.ts";
import { heldContents } from "./driver/held-contents.ts";

/** Of each form of the storage the first and the last release that npm has, and some between. */
const RELEASES = ["0.1.174", "0.5.29", "1.0.0", "1.0.98", "1.1.65", "1.2.1", "1.3.2", "1.14.34", "1.18.33"];
const chosen = process.env.OPENCODE_VERSIONS?.split(/[ ,]+/) ?? RELEASES;

const FIRST: TurnName = "create";
const REST: readonly TurnName[] = ["edit", "fail", "todo", "delegate", "long", "big", "slow"];

describe("the sync engine over a released opencode that is at work", () => {
  for (const version of chosen)
    it(`brings to the service what ${version} tells of its session, while it grows`, async () => {
      const temp = makeTempFolder("release");
      const service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
      const agent = await RealAgent.start(version, temp.path);
      const engine = createShareEngine({ storagePath: agent.home.dataDir });
      try {
        const working = agent.play(FIRST, ...REST);
        working.catch(() => {});
        const session = await firstSession(engine.source);
        const request = { session, serviceUrl: service.url, expiry: { kind: "never" } as const };
        const { shareUrl } = await engine.sharing.share(request, () => {}, AbortSignal.timeout(WAIT_MS));
        const early = (await heldContents(shareUrl)).size;
        await working;
        const told = expectedContents(await agent.messages());
        assert.ok(early < told.size, "it was shared before it was complete");
        await eventuallyEqual(() => heldContents(shareUrl), told);
      } finally {
        await engine.dispose();
        await agent.stop();
        await service.stop();
        temp.remove();
      }
    });
});

type Source = ReturnType<typeof createShareEngine>["source"];

/** The session that the agent begins. */
async function firstSession(source: Source) {
  for (;;) {
    const session = (await source.list()).find(({ parentId }) => parentId === undefined);
    if (session) return session;
    await delay(50);
  }
}
