import type { ServiceProcess } from "../fixtures/service-process.ts";
import type { Editor } from "./driver/editor.ts";
import { useStage } from "./driver/use-stage.ts";
import { Walkthrough } from "./driver/walkthrough.ts";

describe("a person is shown around", () => {
  const stage = useStage();
  let service: ServiceProcess;
  let editor: Editor;
  let walkthrough: Walkthrough;

  async function open(settings: Readonly<Record<string, string>> = {}) {
    editor = await stage.openEditor({ settings });
    await editor.run("Welcome: Open Walkthrough...");
    await editor.pick("Share AI coding sessions");
    walkthrough = new Walkthrough(editor.page);
  }

  before(async () => {
    stage.addSession("Make the parser faster", "Why is it slow?");
    service = await stage.startService();
  });

  it("by a walkthrough of four steps, none of them done at first", async () => {
    await open();
    for (const title of ["Choose your service", "Share a session", "Keep an eye on it", "Open a link"])
      await walkthrough.step(title, "open").waitFor();
  });

  it("which ticks off the service once it is chosen", async () => {
    await walkthrough.act("Choose your service", "Choose Service");
    await editor.type(service.url);
    await walkthrough.step("Choose your service", "done").waitFor();
  });

  it("then the first share", async () => {
    await walkthrough.act("Share a session", "Share a Session");
    await editor.pick("Make the parser faster");
    await editor.pick("Share now");
    await editor.answer("Share");
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    await walkthrough.step("Share a session", "done").waitFor();
  });

  it("then the menu of the share, and the first link", async () => {
    await walkthrough.act("Keep an eye on it", "Show the Menu");
    await editor.line("Make the parser faster").first().waitFor();
    await editor.press("Escape");
    await walkthrough.step("Keep an eye on it", "done").waitFor();
    await walkthrough.act("Open a link", "Open a Link");
    await editor.type(await editor.clipboard());
    await editor.viewer.getByRole("heading", { name: "Make the parser faster" }).waitFor();
    await editor.page.locator(".tab", { hasText: "Welcome" }).click();
    await walkthrough.step("Open a link", "done").waitFor();
  });

  it("and knows what was done before it is opened, such as a service that is set already", async () => {
    await open({ "opencode.sharing.serviceUrl": service.url });
    await walkthrough.step("Choose your service", "done").waitFor();
    await walkthrough.step("Share a session", "open").waitFor();
  });
});
