import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { type DemoFolders, demoFolders } from "../tools/demo/demo-folders.ts";
import { demoSettings } from "../tools/demo/demo-settings.ts";
import { environmentOf } from "../tools/demo/open-vscode.ts";
import { type Demo, prepareDemo } from "../tools/demo/prepare-demo.ts";
import { type DemoShare, shareDemo } from "../tools/demo/share-demo.ts";
import { type DemoService, startDemoService } from "../tools/demo/start-service.ts";
import { root } from "../tools/root.ts";
import type { Editor } from "./driver/editor.ts";
import { ShareViews } from "./driver/share-views.ts";
import { snapshotUrl } from "./driver/snapshot-url.ts";
import { useStage } from "./driver/use-stage.ts";
import { writeSession } from "./driver/written-session.ts";

const SAMPLE = "A cent is missing from split carts";
const OWN = "Their own session";

describe("what npm start shares", () => {
  const stage = useStage();
  let folders: DemoFolders;
  let demo: Demo;
  let service: DemoService;
  let share: DemoShare;
  let editor: Editor;
  let ownLink: string;

  /** What `npm start` does, with a browser that remembers nothing. */
  async function start(): Promise<void> {
    service = await startDemoService(folders);
    share = await shareDemo(folders, demo.session, service);
    editor = await stage.openEditor({
      folder: demo.workspace,
      settings: demoSettings(folders, service.url),
      env: environmentOf(folders, share),
    });
  }
  async function stop(): Promise<void> {
    await share?.dispose();
    await service?.group.stop();
  }
  const statusOf = async (link: string) => (await fetch(snapshotUrl(link))).status;

  before(async () => {
    folders = demoFolders(join(stage.folder, "demo"));
    demo = await prepareDemo(folders, join(root, "examples"));
    const storage = new SqliteStorage(folders.storage);
    writeSession(storage, { directory: demo.workspace, title: OWN }, "Mine");
    storage.close();
    stage.atEnd(stop);
    await start();
  });

  it("is known to its VS Code: the indicator, the list of shares and the viewer have it", async () => {
    await editor.indicator.filter({ hasText: /^\s*Shared$/ }).waitFor();
    await editor.viewer.getByText("Three bread rolls").waitFor();
    const views = new ShareViews(editor.page);
    await views.open();
    await views.row("Shares", SAMPLE).waitFor();
  });

  it("has its secret in no address and no log, and in files that its user alone may read", async () => {
    const [file = ""] = readdirSync(join(folders.state, "secrets"));
    assert.equal(file, `share.${share.link.split("/").at(-1)}`);
    const printed = `${share.link} ${editor.page.url()} ${JSON.stringify(environmentOf(folders, share))}`;
    const secret = readFileSync(join(folders.state, "secrets", file), "utf8");
    for (const text of [printed, readFileSync(folders.serviceLog, "utf8")]) assert.ok(!text.includes(secret));
  });

  it("and what is shared from there, keeps its address over a second start", async () => {
    ownLink = await editor.share(OWN);
    const [{ url }, { link }] = [service, share];
    await stop();
    await start();
    assert.deepEqual([service.url, share.link], [url, link]);
    await editor.indicator.filter({ hasText: "Shared (2)" }).waitFor();
  });

  it("can be ended there, in another browser too", async () => {
    for (const [title, link] of [
      [SAMPLE, share.link],
      [OWN, ownLink],
    ] as const) {
      assert.equal(await statusOf(link), 200);
      await editor.run("OpenCode: Unshare");
      if (title === SAMPLE) await editor.pick(title);
      await editor.notification("is no longer shared").filter({ hasText: title }).waitFor();
      assert.equal(await statusOf(link), 410);
    }
    assert.deepEqual(readdirSync(join(folders.state, "secrets")), []);
  });
});
