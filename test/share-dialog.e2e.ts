import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { ServiceProcess } from "../fixtures/service-process.ts";
import { DAY_MS } from "../primitives/durations.ts";
import type { Share } from "../protocol/share.ts";
import { snapshotSchema } from "../protocol/snapshot.ts";
import type { Editor } from "./driver/editor.ts";
import { snapshotUrl } from "./driver/snapshot-url.ts";
import { useStage } from "./driver/use-stage.ts";

describe("a person decides how a session is shared", () => {
  const stage = useStage();
  let service: ServiceProcess;
  let editor: Editor;
  let page: Page;
  let link: string;

  const held = async (): Promise<Share> => {
    const answer = await fetch(snapshotUrl(link));
    return snapshotSchema.parse(await answer.json()).share;
  };
  const isOut = () => editor.indicator.filter({ hasText: /^\s*Share$/ }).waitFor();

  before(async () => {
    for (const title of ["Make the parser faster", "Split the lexer"])
      stage.addSession(title, "Why is the parser slow?", "And the lexer?");
    service = await stage.startService();
    editor = await stage.openEditor({ settings: { "opencode.sharing.serviceUrl": service.url } });
  });

  it("goes step by step to a review of everything that leaves", async () => {
    await editor.run("OpenCode: Share Session");
    await editor.pick("Make the parser faster");
    await editor.step("Share “Make the parser faster”").waitFor();
    await editor.pick("Choose how long, live or snapshot…");
    await editor.step("(1/3)").waitFor();
    await editor.focusedLine("30 days").waitFor();
    await editor.pick("7 days");
    await editor.step("(2/3)").waitFor();
    await editor.pick("Snapshot");
    await editor.step("(3/3)").waitFor();
    for (const fact of [
      "2 messages, 2 parts",
      "Every prompt, answer, tool call and tool output",
      service.url,
      "Anyone with the link",
      "7 days",
      "Readers see the session as it is now",
    ])
      await editor.line(fact).waitFor();
  });

  it("goes back with the button, finds its answers again, and leaves with Escape and without a trace", async () => {
    await editor.back();
    await editor.step("(2/3)").waitFor();
    await editor.focusedLine("Snapshot").waitFor();
    await editor.back();
    await editor.step("(1/3)").waitFor();
    await editor.focusedLine("7 days").waitFor();
    await editor.back();
    await editor.line("Share now").waitFor();
    await editor.back();
    await editor.line("Split the lexer").waitFor();
    await editor.press("Escape");
    await isOut();
  });

  it("takes a date of one's own, tells what is wrong with others, and shares from the review", async () => {
    const year = new Date().getFullYear() + 2;
    await editor.run("OpenCode: Share Session");
    await editor.pick("Make the parser faster");
    await editor.pick("Choose how long");
    await editor.pick("Custom date…");
    await editor.page.getByPlaceholder("2030-12-31").waitFor();
    await editor.type("tomorrow");
    await editor.page.getByText("Enter a date such as 2030-12-31").waitFor();
    await editor.type(`${year}-02-30`);
    await editor.page.getByText("This date does not exist.").waitFor();
    await editor.type(`${year}-12-31`);
    await editor.pick("Live");
    await editor.line(`Until Dec 31, ${year}`).waitFor();
    await editor.pick("Readers see what is added");
    await editor.pick("Snapshot");
    await editor.line("Readers see the session as it is now").waitFor();
    await editor.focusedLine("and copy the link").waitFor();
    await editor.press("Enter");
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    link = await editor.clipboard();
    const { expiresAt, mode } = await held();
    assert.equal(mode, "snapshot");
    assert.equal(new Date(expiresAt ?? 0).getFullYear(), year);
  });

  it("changes its end from the notification; the service and the open page know it at once", async () => {
    page = await stage.browse(link);
    await page.getByRole("heading", { name: "Make the parser faster" }).waitFor();
    await editor.page.bringToFront();
    await editor.choose("is shared. The link is on the clipboard.", "Change");
    await editor.pick("Change How Long…");
    await editor.pick("90 days");
    await editor.notification("is now shared until").waitFor();
    const { expiresAt } = await held();
    assert.equal(Math.round(((expiresAt ?? 0) - Date.now()) / DAY_MS), 90);
    const date = new Date(expiresAt ?? 0);
    await page.locator(`time[datetime^="${date.toISOString().slice(0, 16)}"]`).waitFor({ state: "attached" });
  });

  it("makes it live with the command", async () => {
    await editor.run("OpenCode: Change Share");
    await editor.pick("Make It Live");
    await editor.notification("is live").waitFor();
    assert.equal((await held()).mode, "live");
  });

  it("shares the next session with one click, as the last time", async () => {
    await editor.run("OpenCode: Share Session");
    await editor.pick("Split the lexer");
    await editor.line("snapshot").first().waitFor();
    await editor.press("Enter");
    await editor.notification("“Split the lexer” is shared").waitFor();
    link = await editor.clipboard();
    assert.deepEqual([(await held()).title, (await held()).mode], ["Split the lexer", "snapshot"]);
    await editor.indicator.filter({ hasText: "Shared (2)" }).waitFor();
  });
});
