import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { textPart, userMessage } from "../fixtures/session-content.ts";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../fixtures/tree-storage.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { createShareEngine, type ShareEngine } from "../tools/share-engine.ts";
import { launchWorkbench, type Workbench } from "../tools/vscode/workbench.ts";
import { Editor } from "./driver/editor.ts";

describe("a colleague imports a shared session", function () {
  this.timeout(60_000);

  const temp = makeTempFolder("import-e2e");
  const workspace = path.join(temp.path, "workspace");
  const theirs = path.join(temp.path, "theirs");
  let service: ServiceProcess;
  let author: ShareEngine;
  let colleague: ShareEngine;
  let workbench: Workbench;
  let editor: Editor;
  let link: string;

  before(async () => {
    assert.ok(process.env.VSIX_PATH, "VSIX_PATH names the packaged extension");
    mkdirSync(workspace);
    service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
    const storage = new SqliteStorage(path.join(temp.path, "author"));
    const sessionId = storage.createSession({ directory: "/author/project", title: "Parser work" });
    storage.putPart(sessionId, storage.putMessage(sessionId, userMessage()), textPart("Why is it slow?"));
    storage.close();
    author = createShareEngine({ storagePath: storage.dataDir });
    const [session] = await author.source.list();
    assert.ok(session);
    const request = { session, serviceUrl: service.url, expiresInDays: undefined };
    link = (await author.sharing.share(request, () => {}, AbortSignal.timeout(10_000))).shareUrl;

    new TreeStorage(theirs).createSession({ directory: workspace, title: "Their own" });
    colleague = createShareEngine({ storagePath: theirs });
    workbench = await launchWorkbench({
      folder: workspace,
      vsix: process.env.VSIX_PATH,
      settings: { "opencode.sharing.storagePath": theirs, "opencode.sharing.serviceUrl": service.url },
      // An opencode of the machine that runs the tests must not take the session.
      env: { HOME: temp.path, PATH: path.dirname(process.execPath) },
    });
    editor = new Editor(workbench.page);
    await editor.indicator.waitFor();
  });

  after(async () => {
    await workbench?.stop();
    await author?.dispose();
    await colleague?.dispose();
    await service?.stop();
    temp.remove();
  });

  it("is asked first, and told that the text is someone else's", async () => {
    await editor.run("OpenCode: Open Shared Session");
    await editor.type(link);
    await editor.viewer.getByText("Why is it slow?").waitFor();
    await editor.viewer.getByRole("button", { name: "Import" }).click();
    await editor.dialog.filter({ hasText: "come from someone else" }).waitFor();
    assert.equal((await colleague.source.list()).length, 1);
  });

  it("has a copy of their own then, with fresh ids and no trace of the share", async () => {
    await editor.answer("Import");
    await editor.notification("Imported").waitFor();
    const sessions = await colleague.source.list();
    const copy = sessions.find(({ title }) => title.includes("Parser work"));
    assert.ok(copy);
    assert.equal(copy.directory, workspace);
    const [original] = await author.source.list();
    assert.notEqual(copy.id, original?.id);
    const { contents } = await colleague.source.read(copy.id);
    const text = JSON.stringify([...contents]);
    assert.ok(text.includes("Why is it slow?"));
    for (const trace of [service.url, original?.id ?? "", "share_url"])
      assert.ok(!text.includes(trace), trace);
  });
});
