import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { textPart, userMessage } from "../fixtures/session-content.ts";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { launchWorkbench, type Workbench } from "../tools/vscode/workbench.ts";
import { workbenchUrl } from "../tools/vscode/workbench-url.ts";
import { Editor } from "./driver/editor.ts";

describe("a person has two windows on one project", function () {
  this.timeout(60_000);

  const temp = makeTempFolder("windows-e2e");
  const workspace = path.join(temp.path, "workspace");
  let storage: SqliteStorage;
  let service: ServiceProcess;
  let workbench: Workbench;
  let first: Editor;
  let second: Editor;
  let sessionId: string;
  let messageId: string;
  let link: string;
  const read = () => fetch(link.replace("/share/", "/api/sessions/shared/"));

  before(async () => {
    assert.ok(process.env.VSIX_PATH, "VSIX_PATH names the packaged extension");
    mkdirSync(workspace);
    storage = new SqliteStorage(path.join(temp.path, "opencode"));
    sessionId = storage.createSession({ directory: workspace, title: "Make the parser faster" });
    messageId = storage.putMessage(sessionId, userMessage());
    storage.putPart(sessionId, messageId, textPart("Why is it slow?"));
    service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
    workbench = await launchWorkbench({
      folder: workspace,
      vsix: process.env.VSIX_PATH,
      settings: {
        "opencode.sharing.storagePath": storage.dataDir,
        "opencode.sharing.serviceUrl": service.url,
      },
    });
    first = new Editor(workbench.page);
    await first.indicator.waitFor();
    const page = await workbench.context.newPage();
    await page.goto(workbenchUrl(workbench.origin, { folder: workspace }), { waitUntil: "commit" });
    second = new Editor(page);
    await second.indicator.filter({ hasText: /^\s*Share$/ }).waitFor();
  });

  after(async () => {
    await workbench?.stop();
    await service?.stop();
    storage?.close();
    temp.remove();
  });

  afterEach(async function () {
    const folder = process.env.SCREENSHOTS;
    if (this.currentTest?.state !== "failed" || !folder || !workbench) return;
    for (const [n, page] of workbench.context.pages().entries())
      await page.screenshot({ path: path.join(folder, `${this.currentTest.title} ${n}.png`) });
  });

  it("shares in the first, and the second shows it", async () => {
    await first.page.bringToFront();
    await first.run("OpenCode: Share Session");
    await first.pick("Make the parser faster");
    await first.pick("Share now — 30 days, live");
    await first.answer("Share");
    await first.notification("is shared. The link is on the clipboard.").waitFor();
    link = await first.clipboard();
    await first.indicator.filter({ hasText: "Shared" }).waitFor();
    await second.indicator.filter({ hasText: "Shared" }).waitFor();
    assert.match((await second.indicator.getAttribute("aria-label")) ?? "", /synced by another window/);
  });

  it("finds the link in the second, too", async () => {
    await second.page.bringToFront();
    await second.page.evaluate(() => navigator.clipboard.writeText("nothing"));
    await second.indicator.click();
    await second.pick("Copy Link");
    await second.page.waitForFunction(
      async (expected) => (await navigator.clipboard.readText()) === expected,
      link,
    );
  });

  it("unshares in the second: the link is dead, and the first shows it", async () => {
    await second.run("OpenCode: Unshare");
    await second.notification("is no longer shared").waitFor();
    assert.equal((await read()).status, 410);
    for (const editor of [first, second]) await editor.indicator.filter({ hasText: /^\s*Share$/ }).waitFor();
  });
});
