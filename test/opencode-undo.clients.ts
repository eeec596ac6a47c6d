import assert from "node:assert/strict";
import path from "node:path";
import { WAIT_MS } from "../fixtures/limits.ts";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { parseKey } from "../protocol/keys.ts";
import { expectedContents } from "../tools/clients/expected-contents.ts";
import { RealAgent } from "../tools/clients/real-agent.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { createShareEngine } from "../tools/share-engine.ts";
import { eventuallyEqual } from "./driver/eventually.ts";
import { heldContents } from "./driver/held-contents.ts";

/** Of each form of the storage one that can undo over its API. */
const RELEASES = ["0.5.29", "1.0.0", "1.1.65", "1.2.1", "1.18.33"];

describe("the sync engine over a released opencode in which a delegated task is undone", () => {
  for (const version of RELEASES)
    it(`takes the task and its sub-agent out of the share, brings them back, and forgets them: ${version}`, async () => {
      const temp = makeTempFolder("undo");
      const service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
      const agent = await RealAgent.start(version, temp.path);
      const engine = createShareEngine({ storagePath: agent.home.dataDir });
      const told = async () => expectedContents(await agent.messages());
      try {
        await agent.play("create");
        const before = await told();
        await agent.play("delegate");
        const whole = await told();
        assert.equal(new Set([...whole.keys()].map((key) => parseKey(key)?.sessionId)).size, 2);
        const [session] = (await engine.source.list()).filter(({ id }) => id === agent.sessionId);
        if (!session) throw new Error("the session is not listed");
        const request = { session, serviceUrl: service.url, expiry: { kind: "never" } as const };
        const { shareUrl } = await engine.sharing.share(request, () => {}, AbortSignal.timeout(WAIT_MS));
        await eventuallyEqual(() => heldContents(shareUrl), whole);
        await agent.undo();
        await eventuallyEqual(() => heldContents(shareUrl), before);
        await agent.redo();
        await eventuallyEqual(() => heldContents(shareUrl), whole);
        await agent.undo();
        await agent.play("edit");
        const delegated = new Set([...whole.keys()].filter((key) => !before.has(key)));
        const after = [...(await told())].filter(([key]) => !delegated.has(key));
        await eventuallyEqual(() => heldContents(shareUrl), new Map(after));
      } finally {
        await engine.dispose();
        await agent.stop();
        await service.stop();
        temp.remove();
      }
    });
});
