import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { Editor } from "../driver/editor.ts";
import { Stage } from "../driver/stage.ts";
import { Camera, type Look, PATIENCE_MS, settingsFor, themeFor } from "./camera.ts";
import { StatusBarStrip } from "./status-bar-strip.ts";

const FIRST = "Make the parser faster";
const SECOND = "Write the release notes";

/** Pictures of all that a person is asked and told from “Share Session” to the refusal by a project. */
export async function shootShareDialog(vsix: string, look: Look): Promise<void> {
  const stage = new Stage(vsix);
  stage.addSession(SECOND, "Why is it slow?");
  const first = stage.addSession(FIRST, "Why is it slow?");
  const service = await stage.startService();
  const proxy = await FaultProxy.start(service.url);
  stage.atEnd(() => proxy.stop());
  const { page } = await stage.launch({
    settings: { "opencode.sharing.serviceUrl": proxy.url, ...settingsFor(look) },
    theme: themeFor(look),
    viewport: { width: 900, height: 520 },
  });
  const editor = new Editor(page);
  const camera = new Camera("share-dialog", look);
  const strip = new StatusBarStrip(editor);
  const shoot = (name: string) => camera.take(page, name);
  const fail = (url: string) => url.endsWith("/sync") || url.endsWith("/manifest");
  page.setDefaultTimeout(PATIENCE_MS);
  try {
    await editor.indicator.waitFor();
    await strip.add("nothing is shared");
    await choose();
    await ask();
    await decline();
    await goThroughSteps();
    await lookAround();
    await haveTrouble();
    await beRefused();
    await beAskedForAuto();
    await camera.take(await strip.show(await page.context().newPage(), look), "status-bar");
  } finally {
    await stage.end();
  }

  async function choose() {
    await editor.run("OpenCode: Share Session");
    await editor.line(FIRST).waitFor();
    await shoot("1-session");
    await editor.pick(FIRST);
    await editor.line("Share now").waitFor();
    await shoot("2-how");
  }

  async function ask() {
    await editor.pick("Share now");
    await editor.dialog.waitFor();
    await shoot("3-consent");
  }

  async function decline() {
    await editor.answer("Cancel");
    await editor.dialog.waitFor({ state: "detached" });
  }

  async function goThroughSteps() {
    await editor.run("OpenCode: Share Session");
    await editor.pick(FIRST);
    await editor.pick("Choose how long");
    await editor.step("(1/3)").waitFor();
    await shoot("4-expiry");
    await editor.pick("Custom date…");
    await page.getByPlaceholder("2030-12-31").waitFor();
    await editor.type("2030-02-30");
    await page.getByText("This date does not exist.").waitFor();
    await shoot("5-custom-date-error");
    await editor.back();
    await editor.pick("30 days");
    await editor.step("(2/3)").waitFor();
    await shoot("6-mode");
    await editor.pick("Live");
    await editor.line("1 message").waitFor();
    await shoot("7-review");
    await page.keyboard.press("Enter");
    await editor.notification("is shared").waitFor();
    await editor.indicator.filter({ hasText: "Shared" }).waitFor();
    await shoot("8-shared");
    await strip.add("shared and up to date");
  }

  async function lookAround() {
    await editor.run("Notifications: Clear All Notifications");
    await editor.indicator.click();
    await editor.line("Copy Link").waitFor();
    await shoot("menu");
    await page.keyboard.press("Escape");
    await editor.run("OpenCode: Change Share");
    await editor.line("Change How Long").waitFor();
    await shoot("change");
    await page.keyboard.press("Escape");
  }

  async function haveTrouble() {
    proxy.fault = ({ url }) => (fail(url) ? "hang" : "pass");
    first.say("And now?");
    await editor.indicator.filter({ hasText: "Sharing" }).waitFor();
    await strip.add("being updated");
    proxy.fault = () => "pass";
    proxy.cut();
    proxy.fault = ({ url }) => (fail(url) ? { status: 503 } : "pass");
    first.say("And now?");
    await editor.indicator.filter({ hasText: "Share paused" }).waitFor();
    await strip.add("the service fails");
    await editor.indicator.click();
    await editor.line("Retry Now").waitFor();
    await shoot("menu-paused");
    proxy.fault = () => "pass";
    await editor.pick("Retry Now");
    await editor.indicator.filter({ hasText: /Shared$/ }).waitFor();
    await editor.run("OpenCode: Share Session");
    await editor.pick(SECOND);
    await editor.pick("Share now");
    await editor.indicator.filter({ hasText: "Shared (2)" }).waitFor();
    await strip.add("several are shared");
    await editor.run("Notifications: Clear All Notifications");
    const error = { code: "not_found", message: "There is no such share." };
    const body = JSON.stringify({ error });
    proxy.fault = ({ url }) => (fail(url) ? { status: 404, body } : "pass");
    first.say("And now?");
    await editor.indicator.filter({ hasText: "Share ended" }).waitFor();
    await strip.add("the service does not know a share");
    await shoot("ended");
    await editor.choose("no longer knows", "Forget It");
    proxy.fault = () => "pass";
    await editor.run("Notifications: Clear All Notifications");
  }

  async function beRefused() {
    writeFileSync(join(stage.workspace, "opencode.json"), '{ "share": "disabled" }');
    await editor.notification("still shared").waitFor();
    await shoot("disabled");
    await editor.choose("still shared", "Unshare");
    await editor.notification("deleted everything").waitFor();
    await editor.run("Notifications: Clear All Notifications");
    await editor.run("OpenCode: Share Session");
    await editor.notification("disabled here by").waitFor();
    await strip.add("disabled by the project");
    await shoot("refused");
  }

  async function beAskedForAuto() {
    await editor.run("Notifications: Clear All Notifications");
    writeFileSync(join(stage.workspace, "opencode.json"), '{ "share": "auto" }');
    await editor.notification("wants new sessions").waitFor();
    await shoot("auto-wish");
    await editor.choose("wants new sessions", "Set Up");
    await editor.dialog.waitFor();
    await shoot("auto-consent");
    await editor.answer("Share New Sessions");
    await editor.indicator.filter({ hasText: "Auto" }).waitFor();
    await strip.add("new sessions are shared by themselves");
  }
}
