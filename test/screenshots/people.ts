import { Editor } from "../driver/editor.ts";
import { Organisation } from "../driver/organisation.ts";
import { answerProvider } from "../driver/provider-pages.ts";
import { ShareViews } from "../driver/share-views.ts";
import { Stage } from "../driver/stage.ts";
import { Camera, type Look, PATIENCE_MS, settingsFor, themeFor } from "./camera.ts";

const TITLE = "Make the parser faster";

/** Pictures of what a person is asked and told where the service knows people: signing in, and choosing who may read. */
export async function shootPeople(vsix: string, look: Look): Promise<void> {
  const stage = new Stage(vsix);
  stage.addSession(TITLE, "Why is it slow?");
  const acme = await Organisation.start(stage.serviceData);
  stage.atEnd(() => acme.stop());
  const { page, context } = await stage.launch({
    settings: { "opencode.sharing.serviceUrl": acme.service.url, ...settingsFor(look) },
    theme: themeFor(look),
    viewport: { width: 900, height: 520 },
  });
  const editor = new Editor(page);
  const camera = new Camera("share-dialog", look);
  const shoot = (name: string) => camera.take(page, name);
  page.setDefaultTimeout(PATIENCE_MS);
  try {
    await editor.indicator.waitFor();
    await signIn();
    await choose();
    await lookAround();
  } finally {
    await stage.end();
  }

  async function signIn() {
    await editor.run("OpenCode: Share Session");
    await editor.pick(TITLE);
    await editor.dialog.waitFor();
    await shoot("sign-in");
    const opened = context.waitForEvent("page");
    await editor.answer("Sign In");
    const browser = await opened;
    await answerProvider(browser, "ann");
    await browser.getByRole("heading", { name: /^Allow/ }).waitFor();
    await browser.setViewportSize({ width: 900, height: 520 });
    await camera.take(browser, "sign-in-page");
    await page.bringToFront();
    await editor.notification("if the code shown there is").waitFor();
    await shoot("sign-in-code");
    await browser.getByRole("button", { name: "Allow" }).click();
    await editor.line("Share now").waitFor();
    await browser.close();
  }

  async function choose() {
    await editor.pick("Choose who");
    await editor.step("(1/4)").waitFor();
    await shoot("who");
    await editor.pick("People or groups");
    await page.getByPlaceholder("ada@acme.example").waitFor();
    await page.locator(".quick-input-widget input").fill("bob@acme.test, group:dev");
    await shoot("who-by-name");
    await page.keyboard.press("Enter");
    await editor.pick("30 days");
    await editor.pick("Live");
    await editor.pick("No password");
    await editor.line("A generated password").waitFor();
    await shoot("who-password");
    await editor.pick("A generated password");
    await editor.pick("any number of times");
    await editor.line("5 times").waitFor();
    await shoot("who-how-often");
    await editor.pick("5 times");
    await editor.line("1 message").waitFor();
    await shoot("who-review");
    await editor.pick("and copy the link");
    await editor.notification("is shared").waitFor();
    await shoot("who-shared");
  }

  async function lookAround() {
    await editor.run("Notifications: Clear All Notifications");
    const views = new ShareViews(page);
    await views.open();
    await views
      .view("Shares")
      .getByRole("treeitem", { name: /^bob@acme.test/ })
      .waitFor();
    await editor.openAccounts();
    await editor.menuItem(/^Ann Acme/).waitFor();
    await shoot("signed-in");
    await page.keyboard.press("Escape");
  }
}
