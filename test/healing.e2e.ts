import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { launchWorkbench, type Workbench } from "../tools/vscode/workbench.ts";
import { Editor } from "./driver/editor.ts";
import { eventuallyEqual } from "./driver/eventually.ts";
import { heldContents } from "./driver/held-contents.ts";

const VSIX = process.env.VSIX_PATH;

describe("a share heals by itself", function () {
  this.timeout(90_000);

  const temp = makeTempFolder("healing-e2e");
  const workspace = path.join(temp.path, "workspace");
  const dataDir = path.join(temp.path, "service");
  let storage: SqliteStorage;
  let service: ServiceProcess;
  let workbench: Workbench;
  let editor: Editor;
  let page: Page;
  let link: string;
  let sessionId: string;
  let messageId: string;
  const said: string[] = [];

  const say = (text: string) => {
    said.push(text);
    return storage.putPart(sessionId, messageId, { type: "text", text });
  };
  const heldTexts = async () =>
    [...(await heldContents(link)).values()]
      .flatMap((content) =>
        content && typeof content === "object" && "text" in content ? [content.text] : [],
      )
      .sort();
  const isOnPage = (text: string) => page.getByText(text, { exact: true }).waitFor();

  before(async () => {
    assert.ok(VSIX, "VSIX_PATH names the packaged extension");
    mkdirSync(workspace);
    storage = new SqliteStorage(path.join(temp.path, "opencode"));
    sessionId = storage.createSession({ directory: workspace, title: "Make the parser faster" });
    messageId = storage.putMessage(sessionId, { role: "user", time: { created: Date.now() } });
    say("Before anything broke");
    service = await ServiceProcess.start({ dataDir });
    workbench = await launchWorkbench({
      folder: workspace,
      vsix: VSIX,
      settings: {
        "opencode.sharing.storagePath": storage.dataDir,
        "opencode.sharing.serviceUrl": service.url,
      },
    });
    editor = new Editor(workbench.page);
    await editor.indicator.waitFor();
    await editor.run("OpenCode: Share Session");
    await editor.pick("Make the parser faster");
    await editor.pick("Share now");
    await editor.answer("Share");
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    link = await editor.clipboard();
    page = await workbench.context.newPage();
    await page.goto(link);
    await isOnPage("Before anything broke");
  });

  after(async () => {
    await workbench?.stop();
    await service?.stop();
    storage?.close();
    temp.remove();
  });

  it("after the service was killed in the middle of a sync: nothing acknowledged is lost, the rest follows", async () => {
    const { port } = service;
    for (let n = 0; n < 20; n++) say(`Written while it dies, ${n}`);
    await service.kill();
    say("Written while it is down");
    await editor.indicator.filter({ hasText: "Share paused" }).waitFor();
    service = await ServiceProcess.start({ dataDir, port });
    await isOnPage("Written while it is down");
    await eventuallyEqual(heldTexts, said.toSorted());
    await editor.indicator.filter({ hasText: /^\s*Shared/ }).waitFor();
  });

  it("after VS Code was closed while the agent went on: the next window brings what it missed", async () => {
    await workbench.page.goto("about:blank");
    say("Written without VS Code");
    await workbench.page.goBack();
    await editor.indicator.filter({ hasText: /^\s*Shared/ }).waitFor();
    await isOnPage("Written without VS Code");
    await eventuallyEqual(heldTexts, said.toSorted());
  });
});
