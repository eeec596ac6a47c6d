import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { FaultProxy } from "../fixtures/fault-proxy.ts";
import { type ErrorCode, errorStatus } from "../protocol/errors.ts";
import type { Policy } from "../protocol/policy.ts";
import type { Editor } from "./driver/editor.ts";
import { appears, ShareViews } from "./driver/share-views.ts";
import { useStage } from "./driver/use-stage.ts";

/** What VS Code would make a link of that opens an empty file, and an icon. */
const LINK = "[Sign in](command:workbench.action.files.newUntitledFile)";
const ICON = "$(flame)";
/** How long what is pointed at may take to show its tooltip, ms, and how often a person points at it. */
const POINTING_MS = 5_000;
const POINTING_TRIES = 8;
const TRICK = `${LINK} ${ICON}`;

describe("texts that somebody made to run something", () => {
  const stage = useStage();
  let proxy: FaultProxy;
  let editor: Editor;
  let page: Page;
  let views: ShareViews;

  /** Has the service refuse what a path ends with. */
  const refuse = (ending: string, code: ErrorCode, message: string) => {
    const others = proxy.fault;
    proxy.fault = (request) =>
      request.url.endsWith(ending)
        ? { status: errorStatus[code], body: JSON.stringify({ error: { code, message } }) }
        : others(request);
  };

  /** A person clicks on the very words, wherever they stand. */
  const clickWords = async (place: Locator, words: string) => {
    const at = await place.evaluate((element, words) => {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const start = text.textContent?.indexOf(words) ?? -1;
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(text, start);
        range.setEnd(text, start + words.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      return undefined;
    }, words);
    assert.ok(at, `“${words}” is to be seen`);
    await page.mouse.click(at.x, at.y);
  };

  /** What is shown to a person who points at something. A row that is drawn anew takes it away: then they point again. */
  const pointAt = async (place: Locator, text: string): Promise<Locator> => {
    const hover = page.locator(".monaco-hover", { hasText: text });
    for (let tries = 1; ; tries++) {
      await editor.page.mouse.move(0, 0);
      await place.hover();
      try {
        await hover.waitFor({ timeout: POINTING_MS });
        return hover;
      } catch (error) {
        if (tries === POINTING_TRIES) throw error;
      }
    }
  };

  /** Nothing in a place is a link or the icon, the text is there as it was, and a click on its words runs nothing. */
  const isPlain = async (place: Locator, words = "Sign in") => {
    await place.waitFor();
    assert.equal(
      await place.locator("a[href], a[data-href], .monaco-link").filter({ hasText: words }).count(),
      0,
    );
    assert.equal(await place.locator(".codicon-flame").count(), 0);
    const shown = ((await place.textContent()) ?? "").replaceAll("\u2060", "");
    assert.ok(shown.includes(LINK), shown);
    await clickWords(place, words);
    // What a link runs has begun before the palette's own command is chosen.
    await editor.run("View: Show Explorer");
    assert.equal(await page.locator(".tab", { hasText: "Untitled" }).count(), 0);
  };

  before(async () => {
    const service = await stage.startService();
    proxy = await FaultProxy.start(service.url);
    stage.atEnd(() => proxy.stop());
    stage.addSession("Harmless", "Hello");
    stage.addSession(`${TRICK} a title`, "Hello");
    editor = await stage.openEditor({ settings: { "opencode.sharing.serviceUrl": proxy.url } });
    page = editor.page;
    views = new ShareViews(page);
    // Who has shared once is not asked any more whether to share through the service.
    await editor.share("Harmless");
  });

  beforeEach(() => {
    proxy.fault = () => "pass";
  });

  afterEach(async () => {
    await page.keyboard.press("Escape");
    await editor.run("Notifications: Clear All Notifications");
  });

  it("are plain in a list and in a question's detail: the title of a session, the words of a service", async () => {
    refuse("/api/sessions/share", "sign_in_required", `Your sign-in is over. ${TRICK}`);
    await editor.run("OpenCode: Share Session");
    const line = editor.line("a title");
    await line.waitFor();
    assert.equal(await line.locator(".codicon-flame").count(), 0);
    assert.ok(((await line.textContent()) ?? "").replaceAll("\u2060", "").includes(TRICK));
    await editor.pick("a title");
    await editor.pick("Share now");
    const words = editor.dialog.getByText("Your sign-in is over.");
    await words.waitFor();
    assert.equal(await editor.dialog.locator("a:not(.monaco-button, .action-label)").count(), 0);
    await clickWords(editor.dialog, "(command:");
    await editor.answer("Cancel");
    await isPlain(editor.notification("The session was not shared: Your sign-in is over."));
  });

  it("are plain in the notification of a failure", async () => {
    refuse("/api/sessions/share", "not_allowed", `Not today. ${TRICK}`);
    await editor.run("OpenCode: Share Session");
    await editor.pick("a title");
    await editor.pick("Share now");
    await isPlain(editor.notification("The session was not shared: Not today."));
  });

  it("are plain in an input's prompt", async () => {
    const policy: Policy = {
      ...{ auth: "token", sharing: true, audiences: ["org"], defaultAudience: "org" },
      expiry: { defaultDays: null, maxDays: null },
      ...{ linkNeedsPassword: false, sealedOnly: false, agents: null },
    };
    proxy.fault = ({ url }) =>
      url.endsWith("/api/policy") ? { status: 200, body: JSON.stringify(policy) } : "pass";
    refuse("/api/me", "unauthorized", `Wrong. ${TRICK}`);
    await editor.run("OpenCode: Sign In to Share Service");
    await editor.pick("Paste a Personal Token");
    await editor.type(`ocs_pat_${"a".repeat(43)}`);
    const prompt = page.locator(".quick-input-widget", { hasText: "Wrong." });
    await prompt.waitFor();
    assert.equal(await prompt.locator("a", { hasText: "Sign in" }).count(), 0);
    await clickWords(prompt, "Sign in");
    await editor.press("Escape");
    assert.equal(await page.locator(".tab", { hasText: "Untitled" }).count(), 0);
  });

  it("are plain where the share of such a session is told of, looked at and pointed at", async () => {
    await editor.run("OpenCode: Share Session");
    await editor.pick("a title");
    await editor.pick("Share now");
    await isPlain(editor.notification("is shared. The link is on the clipboard."));
    await views.open();
    for (const name of ["Sessions", "Shares"] as const) {
      const row = views.row(name, "a title").first();
      const hover = await pointAt(row, "a title");
      assert.equal(await hover.locator("a").count(), 0);
      for (const place of [row, hover]) assert.equal(await place.locator(".codicon-flame").count(), 0);
      await page.keyboard.press("Escape");
    }
    const hover = await pointAt(editor.indicator, "shared and up to date");
    assert.equal(await hover.locator("a, .codicon-flame").count(), 0);
    await editor.indicator.click();
    const heading = page.locator(".quick-input-list", { hasText: "Copy Link" });
    await heading.waitFor();
    assert.equal(await heading.locator(".codicon-flame").count(), 0);
    await editor.press("Escape");
    await views.act(views.row("Shares", "a title").first(), "Unshare", appears(editor.dialog));
    await editor.answer("Unshare");
    await isPlain(editor.notification("is no longer shared. The service has deleted it."));
  });
});
