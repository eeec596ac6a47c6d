import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServiceClient } from "../../client/service-client.ts";
import { Editor } from "../driver/editor.ts";
import { Organisation } from "../driver/organisation.ts";
import { answerProvider, signInAs } from "../driver/provider-pages.ts";
import { shareElsewhere } from "../driver/share-elsewhere.ts";
import { appears, ShareViews } from "../driver/share-views.ts";
import { Stage } from "../driver/stage.ts";
import { Walkthrough } from "../driver/walkthrough.ts";
import { Camera, type Look, PATIENCE_MS, settingsFor, themeFor } from "./camera.ts";
import { type LivedInStorage, NOTES, PARSER, writeLivedInStorage } from "./lived-in-storage.ts";
import { SideBar } from "./side-bar.ts";

const WINDOW = { width: 760, height: 800 };
const FOR_WALKTHROUGH = { width: 1100, height: 760 };
/** Wide enough for all that the rows say, px. */
const SIDE_BAR_WIDTH = 440;

/** Pictures of the views and the walkthrough, from a person's first look to what can go wrong. */
export async function shootViews(vsix: string, look: Look): Promise<void> {
  const stage = new Stage(vsix);
  const service = await stage.startService();
  const acme = await Organisation.start(join(stage.folder, "acme"));
  stage.atEnd(() => acme.stop());
  const { page, context, browser } = await stage.launch({
    settings: settingsFor(look),
    theme: themeFor(look),
    viewport: WINDOW,
  });
  const editor = new Editor(page);
  const views = new ShareViews(page);
  const walkthrough = new Walkthrough(page);
  const camera = new Camera("views", look);
  const sideBar = new SideBar(page, camera);
  context.setDefaultTimeout(PATIENCE_MS);
  let sessions: LivedInStorage;
  try {
    await lookAtNothing();
    await beShownAround();
    await shareWithColleagues();
    await openLinks();
    await lookAround();
    await haveTrouble();
  } finally {
    await stage.end();
  }

  async function lookAtNothing() {
    await views.open();
    await sideBar.widen(SIDE_BAR_WIDTH);
    await views.button("Sessions", "Start opencode").waitFor();
    await views.unfold("Opened");
    await views.button("Opened", "Open a Link").waitFor();
    await sideBar.take("empty");
  }

  async function beShownAround() {
    await editor.run("View: Toggle Primary Side Bar Visibility");
    await page.setViewportSize(FOR_WALKTHROUGH);
    await editor.run("Welcome: Open Walkthrough...");
    await editor.pick("Share AI coding sessions");
    await walkthrough.step("Choose your service", "open").waitFor();
    await camera.take(page, "walkthrough-begin");
    sessions = writeLivedInStorage(stage);
    await walkthrough.act("Choose your service", "Choose Service");
    await editor.type(service.url);
    await walkthrough.step("Choose your service", "done").waitFor();
    await walkthrough.act("Share a session", "Share a Session");
    await editor.pick(NOTES);
    await editor.pick("Share now");
    await editor.answer("Share");
    await walkthrough.step("Share a session", "done").waitFor();
    await editor.notification("is shared").waitFor();
    await clearNotifications();
    await walkthrough.open("Keep an eye on it");
    await camera.take(page, "walkthrough");
    await editor.run("View: Close All Editors");
    await page.setViewportSize(WINDOW);
    await views.open();
  }

  async function shareWithColleagues() {
    await editor.run("OpenCode: Choose Sharing Service");
    await editor.type(acme.service.url);
    await views.row("Shares", "Sign in to").waitFor();
    await editor.run("OpenCode: Share Session");
    await editor.pick(PARSER);
    const opened = context.waitForEvent("page");
    await editor.answer("Sign In");
    const browserPage = await opened;
    await answerProvider(browserPage, "ann");
    await browserPage.getByRole("button", { name: "Allow" }).click();
    await editor.pick("Share now");
    await editor.answer("Share");
    await editor.notification("is shared").waitFor();
    await browserPage.close();
    await clearNotifications();
    const colleague = await browser.newPage();
    await colleague.goto(await editor.clipboard());
    await signInAs(colleague, "bob");
    await colleague.getByText("Why is it slow?").waitFor();
    await page.bringToFront();
  }

  async function openLinks() {
    const links = [
      await shareElsewhere(new ServiceClient(service.url), "Draw the new icons", "Which sizes are there?"),
      await shareElsewhere(await clientOf("cid"), "Why the build is slow", "What does it wait for?"),
    ];
    for (const link of links) {
      await editor.openLink(link);
      await editor.viewer.locator("[data-message-id]").first().waitFor();
      await editor.run("View: Close All Editors");
    }
  }

  async function lookAround() {
    await views.actOnView("Shares", "Refresh Shares", appears(views.row("Shares", "1 viewer now")));
    await sideBar.take("views");
    const row = views.row("Sessions", PARSER);
    await row.hover({ position: { x: 180, y: 11 } });
    await page.locator(".monaco-hover").getByText("Last change").waitFor();
    await sideBar.takePointed("tooltip");
    await row.click({ button: "right" });
    await editor.menuItem("Unshare").waitFor();
    await sideBar.take("row-menu");
    await page.keyboard.press("Escape");
    await views.actOnView("Sessions", "Filter Sessions", appears(editor.input));
    await editor.type("parser");
    await views.row("Sessions", NOTES).waitFor({ state: "detached" });
    await sideBar.take("filtered");
    await views.actOnView("Sessions", "Clear Session Filter", appears(views.row("Sessions", NOTES)));
  }

  async function haveTrouble() {
    await loseData();
    sessions.notes.say("And now?");
    await editor.notification("no longer knows").waitFor();
    await acme.service.stop();
    sessions.parser.say("And now?");
    await views.row("Sessions", "share paused").waitFor();
    await views.row("Sessions", "share ended").waitFor();
    await clearNotifications();
    const unreachable = views.row("Shares", "cannot be reached: nothing answers at this address");
    await views.actOnView("Shares", "Refresh Shares", appears(unreachable));
    await editor.unfocus();
    await sideBar.take("paused");
    writeFileSync(join(stage.workspace, "opencode.json"), '{ "share": "disabled" }');
    await editor.notification("still shared").waitFor();
    await clearNotifications();
    await editor.unfocus();
    await sideBar.take("trouble");
  }

  /** The service that knows nobody goes on without what it had. */
  async function loseData() {
    const { port } = service;
    await service.stop();
    rmSync(stage.serviceData, { recursive: true });
    await stage.startService({ port });
  }

  async function clientOf(person: string) {
    const { id_token: token } = await acme.provider.tokensOf(person);
    return new ServiceClient(acme.service.url, { token: () => token });
  }

  async function clearNotifications() {
    await editor.run("Notifications: Clear All Notifications");
  }
}
