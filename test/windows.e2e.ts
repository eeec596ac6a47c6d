import assert from "node:assert/strict";
import { workbenchUrl } from "../tools/vscode/workbench-url.ts";
import { Editor } from "./driver/editor.ts";
import { snapshotUrl } from "./driver/snapshot-url.ts";
import { useStage } from "./driver/use-stage.ts";

describe("a person has two windows on one project", () => {
  const stage = useStage();
  let first: Editor;
  let second: Editor;
  let link: string;
  const read = () => fetch(snapshotUrl(link));

  before(async () => {
    stage.addSession("Make the parser faster", "Why is it slow?");
    const service = await stage.startService();
    first = await stage.openEditor({ settings: { "opencode.sharing.serviceUrl": service.url } });
    const { context, origin } = stage.workbench;
    const page = await context.newPage();
    await page.goto(workbenchUrl(origin, { folder: stage.workspace }), { waitUntil: "commit" });
    second = new Editor(page);
    await second.indicator.filter({ hasText: /^\s*Share$/ }).waitFor();
  });

  it("shares in the first, and the second shows it", async () => {
    await first.page.bringToFront();
    link = await first.share("Make the parser faster");
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
