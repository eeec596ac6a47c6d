import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { ServiceClient } from "../client/service-client.ts";
import type { ServiceProcess } from "../fixtures/service-process.ts";
import { Editor } from "./driver/editor.ts";
import { shareElsewhere } from "./driver/share-elsewhere.ts";
import { appears, disappears, ShareViews } from "./driver/share-views.ts";
import { useStage } from "./driver/use-stage.ts";

describe("a person works with the views", () => {
  const stage = useStage();
  let service: ServiceProcess;
  let editor: Editor;
  let views: ShareViews;
  let page: Page;
  const addSession = (title: string) => stage.addSession(title, `About: ${title}`);

  before(async () => {
    service = await stage.startService();
    const { page } = await stage.launch({ settings: { "opencode.sharing.serviceUrl": service.url } });
    editor = new Editor(page);
    views = new ShareViews(page);
  });

  it("is told what to do while there is nothing yet, and where sessions were looked for", async () => {
    await views.open();
    await views.view("Sessions").getByText("opencode has not stored a session").waitFor();
    await views.button("Sessions", "Start opencode").waitFor();
    await views.view("Sessions").getByText("looked in").waitFor();
    await views.view("Sessions").getByText("See where it was looked for").click();
    await editor.page.getByText("there is nothing here").first().waitFor();
    await editor.press("Escape");
    await views.button("Shares", "Share a Session").waitFor();
    await views.unfold("Opened");
    await views.button("Opened", "Open a Link").waitFor();
  });

  it("sees the sessions of the folder as soon as there are some", async () => {
    addSession("Write the release notes");
    addSession("Make the parser faster");
    await views.row("Sessions", "Make the parser faster").waitFor();
    assert.equal(await views.view("Sessions").locator(".monaco-list-row").count(), 2);
  });

  it("sees a new session without doing anything", async () => {
    addSession("Rename the settings");
    await views.row("Sessions", "Rename the settings").waitFor();
  });

  it("is asked before a mere click shares anything", async () => {
    await views.row("Sessions", "Make the parser faster").click();
    await editor.page.getByText("Share This Session…").waitFor();
    await editor.page.keyboard.press("Escape");
    assert.equal(await editor.dialog.count(), 0);
  });

  it("shares a session with its inline button", async () => {
    await views.act(views.row("Sessions", "Make the parser faster"), "Share", appears(editor.dialog));
    await editor.answer("Share");
    await views.row("Sessions", "Make the parser faster").getByText("shared").waitFor();
    await editor.notification("is shared").waitFor();
  });

  it("sees in Shares when it ends, and who looks at it", async () => {
    await views.row("Shares", "Ends in 30 days").waitFor();
    await views.row("Shares", "Nobody has opened it yet").waitFor();
    page = await stage.browse(await editor.clipboard());
    await page.getByText("About: Make the parser faster").waitFor();
    await editor.page.bringToFront();
    await views.actOnView("Shares", "Refresh Shares", appears(views.row("Shares", "1 viewer now")));
  });

  it("finds a session by a word of its title, and all of them again", async () => {
    await views.actOnView("Sessions", "Filter Sessions", appears(editor.input));
    await editor.type("PARSER");
    await views.row("Sessions", "Rename the settings").waitFor({ state: "detached" });
    await views.row("Sessions", "Make the parser faster").waitFor();
    const all = appears(views.row("Sessions", "Rename the settings"));
    await views.actOnView("Sessions", "Clear Session Filter", all);
  });

  it("keeps a link that was opened, and opens it again with Enter", async () => {
    const elsewhere = new ServiceClient(service.url);
    const colleague = await shareElsewhere(elsewhere, "A colleague's session", "Hello from far away");
    await editor.openLink(colleague);
    await views.row("Opened", "A colleague's session").waitFor();
    await editor.run("View: Close All Editors");
    await views.row("Opened", "A colleague's session").click();
    await editor.viewer.getByText("Hello from far away").waitFor();
    const opened = views.row("Opened", "A colleague's session");
    await views.act(opened, "Remove from List", appears(views.button("Opened", "Open a Link")));
  });

  it("sees which share cannot be reached, and why, and the rest stays usable", async () => {
    const { port } = service;
    await service.kill();
    const trouble = views.row("Shares", "not reachable");
    await views.actOnView("Shares", "Refresh Shares", appears(trouble));
    await views.row("Shares", "cannot be reached: nothing answers at this address").waitFor();
    service = await stage.startService({ port });
    await views.actOnView("Shares", "Refresh Shares", disappears(trouble));
  });

  it("unshares inline, after a question, and the link is gone everywhere", async () => {
    await views.act(views.row("Shares", "Make the parser faster"), "Unshare", appears(editor.dialog));
    await editor.answer("Unshare");
    await views.button("Shares", "Share a Session").waitFor();
    await page.getByText("stopped sharing").first().waitFor();
    await views.row("Sessions", "Make the parser faster").getByText("shared").waitFor({ state: "detached" });
  });

  it("is told by whom sharing is disabled", async () => {
    writeFileSync(path.join(stage.workspace, "opencode.json"), '{ "share": "disabled" }');
    const notice = views.row("Sessions", "Sharing is disabled");
    await notice.getByText("by opencode.json").waitFor();
    await views.row("Sessions", "Rename the settings").hover();
    assert.equal(
      await views.row("Sessions", "Rename the settings").locator(".actions .action-label").count(),
      0,
    );
    await notice.click();
    await editor.page.locator(".tab", { hasText: "opencode.json" }).waitFor();
  });
});
