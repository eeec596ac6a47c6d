import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { launchWorkbench, type Workbench } from "../tools/vscode/workbench.ts";
import { Editor } from "./driver/editor.ts";

const VSIX = process.env.VSIX_PATH;

describe("a person is shown around", function () {
  this.timeout(60_000);

  const temp = makeTempFolder("onboarding-e2e");
  const workspace = path.join(temp.path, "workspace");
  let storage: SqliteStorage;
  let service: ServiceProcess;
  let workbench: Workbench;
  let editor: Editor;

  /** A step of the walkthrough; `done` is whether it is ticked off. */
  const step = (title: string, done: boolean) =>
    workbench.page
      .locator(".getting-started-step")
      .filter({ hasText: title })
      .filter({ has: workbench.page.locator(done ? ".codicon.complete" : ".codicon:not(.complete)") });

  before(async () => {
    assert.ok(VSIX, "VSIX_PATH names the packaged extension");
    mkdirSync(workspace);
    storage = new SqliteStorage(path.join(temp.path, "opencode"));
    const session = storage.createSession({ directory: workspace, title: "Make the parser faster" });
    const message = storage.putMessage(session, { role: "user", time: { created: Date.now() } });
    storage.putPart(session, message, { type: "text", text: "Why is it slow?" });
    service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
    workbench = await launchWorkbench({
      folder: workspace,
      vsix: VSIX,
      settings: { "opencode.sharing.storagePath": storage.dataDir },
    });
    editor = new Editor(workbench.page);
    await editor.indicator.waitFor();
  });

  after(async () => {
    await workbench?.stop();
    await service?.stop();
    storage?.close();
    temp.remove();
  });

  it("by a walkthrough of four steps, each with one action", async () => {
    await editor.run("Welcome: Open Walkthrough...");
    await editor.pick("Share AI coding sessions");
    for (const title of ["Choose your service", "Share a session", "Keep an eye on it", "Open a link"])
      await step(title, false).waitFor();
  });

  it("which ticks off what was done: first the service, then the first share", async () => {
    await step("Choose your service", false).click();
    await workbench.page.getByRole("button", { name: "Choose Service", exact: true }).click();
    await editor.type(service.url);
    await step("Choose your service", true).waitFor();
    await step("Share a session", false).click();
    await workbench.page.getByRole("button", { name: "Share a Session", exact: true }).click();
    await editor.pick("Make the parser faster");
    await editor.pick("Share now");
    await editor.answer("Share");
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    await step("Share a session", true).waitFor();
  });
});
