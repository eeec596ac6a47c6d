import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { ServiceProcess } from "../fixtures/service-process.ts";
import { textPart } from "../fixtures/session-content.ts";
import { shownMessages } from "./driver/conversation.ts";
import type { Editor } from "./driver/editor.ts";
import { eventuallyEqual } from "./driver/eventually.ts";
import { insist } from "./driver/insist.ts";
import { snapshotUrl } from "./driver/snapshot-url.ts";
import { useStage } from "./driver/use-stage.ts";

describe("a person shares a session from VS Code", () => {
  const stage = useStage();
  let service: ServiceProcess;
  let editor: Editor;
  let page: Page;
  let link: string;
  let sessionId: string;
  let answerId: string;

  before(async () => {
    ({ id: sessionId } = stage.addSession("Make the parser faster", "Why is the parser slow?"));
    answerId = stage.storage.putMessage(sessionId, { role: "assistant", time: { created: Date.now() } });
    stage.storage.putPart(sessionId, answerId, textPart("It reads **every byte** twice."));
    service = await stage.startService();
    editor = await stage.openEditor();
  });

  it("is asked once where the service is, and told what leaves before anything does", async () => {
    await editor.run("OpenCode: Share Session");
    await editor.pick("Make the parser faster");
    await editor.type(`${service.url}/`);
    await editor.pick("Share now — 30 days, live");
    await editor.dialog.waitFor();
    const text = (await editor.dialog.textContent()) ?? "";
    for (const fact of ["every prompt", service.url, "everyone who has the link", "30 days"])
      assert.ok(text.includes(fact), `the question says “${fact}”`);
    await editor.answer("Share");
  });

  it("gets a link on the clipboard", async () => {
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    link = await editor.clipboard();
    assert.match(link, new RegExp(`^${service.url}/share/[A-Za-z0-9_-]{43}$`));
    await editor.indicator.filter({ hasText: "Shared" }).waitFor();
  });

  it("opens the link in a browser and sees the session", async () => {
    page = await stage.browse(link);
    await page.getByRole("heading", { name: "Make the parser faster" }).waitFor();
    await page.getByText("Why is the parser slow?").waitFor();
    await page.locator("strong", { hasText: "every byte" }).waitFor();
  });

  it("opens the link in VS Code and sees the same", async () => {
    await editor.openLink(link);
    await editor.viewer.getByText("Why is the parser slow?").waitFor();
    await editor.viewer.locator("strong", { hasText: "every byte" }).waitFor();
  });

  it("copies a message by a right click", async () => {
    await editor.viewer.locator("strong", { hasText: "every byte" }).click({ button: "right" });
    await editor.pickInMenu("Copy Message as Markdown");
    await eventuallyEqual(() => editor.clipboard(), "## Assistant\n\nIt reads **every byte** twice.\n");
  });

  it("copies a message's link by a right click, which leads back to it", async () => {
    await editor.viewer.getByText("every byte").click({ button: "right" });
    await editor.pickInMenu("Copy Link to Message");
    await eventuallyEqual(() => editor.clipboard(), `${link}#${answerId}`);
    await editor.openLink(`${link}#${answerId}`);
    await editor.viewer.locator(`[data-message-id="${answerId}"][data-target]`).waitFor();
  });

  it("saves a file of the session from VS Code, where the person says", async () => {
    const text = "a,b\n1,ü\n";
    const url = `data:text/csv;base64,${Buffer.from(text).toString("base64")}`;
    stage.storage.putPart(sessionId, answerId, {
      type: "file",
      mime: "text/csv",
      filename: "times.csv",
      url,
    });
    await editor.viewer.getByRole("button", { name: "Save times.csv" }).click();
    const target = join(stage.workspace, "kept.csv");
    await editor.saveAs(target, "times.csv");
    await eventuallyEqual(() => readFile(target, "utf8").catch(() => undefined), text);
    assert.equal(await editor.viewer.getByText("Saved").count(), 0, "only the person's word saves it");
  });

  it("sees both grow while the agent works", async () => {
    const text = stage.storage.putPart(sessionId, answerId, textPart("The fix"));
    await page.getByText("The fix").waitFor();
    await editor.viewer.getByText("The fix").waitFor();
    stage.storage.appendText(sessionId, answerId, text, " is a lookup table.");
    await page.getByText("The fix is a lookup table.").waitFor();
    await editor.viewer.getByText("The fix is a lookup table.").waitFor();
    assert.deepEqual(await shownMessages(page), await shownMessages(editor.viewer));
  });

  it("finds what was open again when the window is loaded anew, still followed live", async () => {
    // A workbench in a browser writes down what is open when it is idle, or goes: where it had no time for that, it gets it.
    let hadTime = true;
    await insist(async (timeout) => {
      await editor.openLink(link);
      await editor.viewer.getByText("The fix is a lookup table.").waitFor();
      if (!hadTime) await editor.remembersTab(link.slice(-43));
      hadTime = false;
      await editor.page.reload();
      await editor.viewer.getByText("The fix is a lookup table.").waitFor({ timeout });
    });
    stage.storage.putPart(sessionId, answerId, textPart("And a test."));
    await editor.viewer.getByText("And a test.").waitFor();
    await editor.indicator.filter({ hasText: "Shared" }).waitFor();
  });

  it("finds the link again in the status bar's menu", async () => {
    await editor.indicator.click();
    await editor.pick("Copy Link");
    await eventuallyEqual(() => editor.clipboard(), link);
  });

  it("unshares: the page, the viewer and the link say so, and the text is gone", async () => {
    await editor.run("OpenCode: Unshare");
    await editor.notification("is no longer shared").waitFor();
    for (const viewer of [page, editor.viewer]) {
      await viewer.getByText("stopped sharing").first().waitFor();
      assert.equal(await viewer.getByText("Why is the parser slow?").count(), 0);
    }
    await page.reload();
    await page.getByText("stopped sharing").first().waitFor();
    assert.equal((await fetch(snapshotUrl(link))).status, 410);
    await editor.indicator.filter({ hasText: /^\s*Share$/ }).waitFor();
  });
});
