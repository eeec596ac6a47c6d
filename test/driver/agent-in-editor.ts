import assert from "node:assert/strict";
import path from "node:path";
import type { Page } from "playwright-core";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { expectedContents, inParts } from "../../tools/clients/expected-contents.ts";
import { RealAgent, type TurnName } from "../../tools/clients/real-agent.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { launchWorkbench, type Workbench } from "../../tools/vscode/workbench.ts";
import { type ShownMessage, shownMessages, shownTexts } from "./conversation.ts";
import { Editor } from "./editor.ts";
import { eventuallyEqual } from "./eventually.ts";
import { heldContents } from "./held-contents.ts";

/**
 * Tests that a session of a released opencode, shared from the packaged extension while the agent works through `turns` and
 * `slow`, ends up at the service, on the page and in VS Code as opencode itself tells it.
 */
export function testAgentInEditor(version: string, turns: readonly TurnName[]): void {
  describe(`a person shares what opencode ${version} is working on`, function () {
    this.timeout(180_000);

    const temp = makeTempFolder("agent-e2e");
    let service: ServiceProcess;
    let agent: RealAgent;
    let workbench: Workbench;
    let editor: Editor;
    let page: Page;
    let working: Promise<void>;
    let link: string;

    before(async () => {
      assert.ok(process.env.VSIX_PATH, "VSIX_PATH names the packaged extension");
      service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
      agent = await RealAgent.start(version, temp.path);
      await agent.play("create");
      workbench = await launchWorkbench({
        folder: agent.home.workspace,
        vsix: process.env.VSIX_PATH,
        settings: {
          "opencode.sharing.storagePath": agent.home.dataDir,
          "opencode.sharing.serviceUrl": service.url,
        },
      });
      editor = new Editor(workbench.page);
      await editor.indicator.waitFor();
    });

    after(async () => {
      await workbench?.stop();
      await agent?.stop();
      await service?.stop();
      temp.remove();
    });

    afterEach(async function () {
      const folder = process.env.SCREENSHOTS;
      if (this.currentTest?.state !== "failed" || !folder || !workbench) return;
      await workbench.page.screenshot({ path: path.join(folder, `${this.currentTest.title}.png`) });
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
      page = await workbench.context.newPage();
      await page.goto(link);
      await page.locator("[data-message-id]").first().waitFor();
      await editor.run("OpenCode: Open Shared Session");
      await editor.type(link);
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
