import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { launchWorkbench, type Workbench } from "../tools/vscode/workbench.ts";
import { Editor } from "./driver/editor.ts";
import { Walkthrough } from "./driver/walkthrough.ts";

const VSIX = process.env.VSIX_PATH;

describe("a person is shown around", function () {
  this.timeout(60_000);

  const temp = makeTempFolder("onboarding-e2e");
  const workspace = path.join(temp.path, "workspace");
  let storage: SqliteStorage;
  let service: ServiceProcess;
  let workbench: Workbench;
  let editor: Editor;
  let walkthrough: Walkthrough;

  before(async () => {
    assert.ok(VSIX, "VSIX_PATH names the packaged extension");
    mkdirSync(workspace);
    storage = new SqliteStorage(path.join(temp.path, "opencode"));
    const session = storage.createSession({ directory: workspace, title: "Make the parser faster" });
    const message = storage.putMessage(session, { role: "user", time: { created: Date.now() } });
    storage.putPart(session, message, { type: "text", text: "Why is it slow?" });
    service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
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
    await workbench.page.screenshot({ path: path.join(folder, `${this.currentTest.title}.png`) });
  });

  async function open(settings: Record<string, string>) {
    await workbench?.stop();
    workbench = await launchWorkbench({
      folder: workspace,
      vsix: VSIX ?? "",
      settings: { "opencode.sharing.storagePath": storage.dataDir, ...settings },
    });
    editor = new Editor(workbench.page);
    await editor.indicator.waitFor();
    await editor.run("Welcome: Open Walkthrough...");
    await editor.pick("Share AI coding sessions");
    walkthrough = new Walkthrough(workbench.page);
  }

  it("by a walkthrough of four steps, none of them done at first", async () => {
    await open({});
    for (const title of ["Choose your service", "Share a session", "Keep an eye on it", "Open a link"])
      await walkthrough.step(title, "open").waitFor();
  });

  it("which ticks off the service once it is chosen", async () => {
    await walkthrough.act("Choose your service", "Choose Service");
    await editor.type(service.url);
    await walkthrough.step("Choose your service", "done").waitFor();
  });

  it("then the first share", async () => {
    await walkthrough.act("Share a session", "Share a Session");
    await editor.pick("Make the parser faster");
    await editor.pick("Share now");
    await editor.answer("Share");
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    await walkthrough.step("Share a session", "done").waitFor();
  });

  it("then the menu of the share, and the first link", async () => {
    await walkthrough.act("Keep an eye on it", "Show the Menu");
    await editor.line("Make the parser faster").first().waitFor();
    await workbench.page.keyboard.press("Escape");
    await walkthrough.step("Keep an eye on it", "done").waitFor();
    await walkthrough.act("Open a link", "Open a Link");
    await editor.type(await editor.clipboard());
    await editor.viewer.getByRole("heading", { name: "Make the parser faster" }).waitFor();
  });

  it("and knows what was done before it is opened, such as a service that is set already", async () => {
    await open({ "opencode.sharing.serviceUrl": service.url });
    await walkthrough.step("Choose your service", "done").waitFor();
    await walkthrough.step("Share a session", "open").waitFor();
  });
});
