import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { expectedContents, inParts } from "../../tools/clients/expected-contents.ts";
import { RealAgent, type TurnName } from "../../tools/clients/real-agent.ts";
import { type ShownMessage, shownMessages, shownTexts } from "./conversation.ts";
import type { Editor } from "./editor.ts";
import { eventuallyEqual } from "./eventually.ts";
import { heldContents } from "./held-contents.ts";
import { useStage } from "./use-stage.ts";

/** What is special about the session. */
export interface SpecialSession {
  /** Ends the sentence that names the session. */
  readonly which: string;
  /** Makes it so, after its first turn. */
  readonly prepare: (agent: RealAgent) => Promise<void>;
}

/**
 * Tests that a session of a released opencode, shared from the packaged extension while the agent works through `turns` and
 * `slow`, ends up at the service, on the page and in VS Code as opencode itself tells it.
 */
export function testAgentInEditor(
  version: string,
  turns: readonly TurnName[],
  special?: SpecialSession,
): void {
  const name = ["a person shares what opencode", version, "is working on", special?.which];
  describe(name.filter(Boolean).join(" "), () => {
    const stage = useStage();
    let agent: RealAgent;
    let editor: Editor;
    let page: Page;
    let working: Promise<void>;
    let link: string;

    before(async () => {
      const service = await stage.startService();
      agent = await RealAgent.start(version, stage.folder);
      stage.atEnd(() => agent.stop());
      await agent.play("create");
      await special?.prepare(agent);
      editor = await stage.openEditor({
        folder: agent.home.workspace,
        settings: {
          "opencode.sharing.storagePath": agent.home.dataDir,
          "opencode.sharing.serviceUrl": service.url,
        },
      });
    });

    it("gets a link while the agent works", async () => {
      await editor.run("OpenCode: Share Session");
      await editor.line(/./).first().click();
      await editor.pick("Share now");
      working = agent.play(...turns);
      working.catch(() => {});
      await editor.answer("Share");
      await editor.notification("is shared").waitFor();
      link = await editor.clipboard();
      page = await stage.browse(link);
      await page.locator("[data-message-id]").first().waitFor();
      await editor.openLink(link);
      await editor.viewer.locator("[data-message-id]").first().waitFor();
    });

    it("sees what is added while they look on", async () => {
      await working;
      await agent.play("slow");
      await page.getByText("Four ticks.").waitFor();
      await editor.viewer.getByText("Four ticks.").waitFor();
    });

    it("has at the service in the end what opencode tells", async () => {
      await eventuallyEqual(() => heldContents(link), expectedContents(await agent.messages()));
    });

    it("sees the same on the page and in VS Code, message by message and part by part", async () => {
      const told = (await agent.messages()).map(inParts);
      const shown = told.filter(({ info }) => info.sessionID === agent.sessionId).map(asShown);
      assert.ok(shown.length > turns.length);
      await eventuallyEqual(() => shownMessages(page), shown);
      await eventuallyEqual(() => shownMessages(editor.viewer), shown);
      assert.deepEqual(await shownTexts(page), await shownTexts(editor.viewer));
    });
  });
}

const asShown = ({ info, parts }: ReturnType<typeof inParts>): ShownMessage => ({
  id: info.id,
  role: String(info.role),
  parts: parts.map(({ id, type }) => ({ id, type: String(type) })),
});
