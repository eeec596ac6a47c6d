import assert from "node:assert/strict";
import path from "node:path";
import { WAIT_MS } from "../fixtures/limits.ts";
import type { ServiceProcess } from "../fixtures/service-process.ts";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../fixtures/tree-storage.ts";
import { createShareEngine, type ShareEngine } from "../tools/share-engine.ts";
import type { Editor } from "./driver/editor.ts";
import { useStage } from "./driver/use-stage.ts";
import { writeSession } from "./driver/written-session.ts";

describe("a colleague imports a shared session", () => {
  const stage = useStage();
  let service: ServiceProcess;
  let author: ShareEngine;
  let colleague: ShareEngine;
  let editor: Editor;
  let link: string;

  before(async () => {
    service = await stage.startService();
    const storage = new SqliteStorage(path.join(stage.folder, "author"));
    writeSession(storage, { directory: "/author/project", title: "Parser work" }, "Why is it slow?");
    storage.close();
    author = createShareEngine({ storagePath: storage.dataDir });
    stage.atEnd(() => author.dispose());
    const [session] = await author.source.list();
    assert.ok(session);
    const request = { session, serviceUrl: service.url, expiry: { kind: "never" } as const };
    link = (await author.sharing.share(request, () => {}, AbortSignal.timeout(WAIT_MS))).shareUrl;

    new TreeStorage(stage.opencodeData).createSession({ directory: stage.workspace, title: "Their own" });
    colleague = createShareEngine({ storagePath: stage.opencodeData });
    stage.atEnd(() => colleague.dispose());
    editor = await stage.openEditor({
      settings: { "opencode.sharing.serviceUrl": service.url },
      // An opencode of the machine that runs the tests must not take the session.
      env: { HOME: stage.folder, PATH: path.dirname(process.execPath) },
    });
  });

  it("is asked first, and told that the text is someone else's", async () => {
    await editor.openLink(link);
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
    assert.equal(copy.directory, stage.workspace);
    const [original] = await author.source.list();
    assert.notEqual(copy.id, original?.id);
    const { contents } = await colleague.source.read(copy.id);
    const text = JSON.stringify([...contents]);
    assert.ok(text.includes("Why is it slow?"));
    for (const trace of [service.url, original?.id ?? "", "share_url"])
      assert.ok(!text.includes(trace), trace);
  });
});
