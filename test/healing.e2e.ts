import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { ServiceProcess } from "../fixtures/service-process.ts";
import type { Editor } from "./driver/editor.ts";
import { eventuallyEqual } from "./driver/eventually.ts";
import { heldContents } from "./driver/held-contents.ts";
import { useStage } from "./driver/use-stage.ts";
import type { WrittenSession } from "./driver/written-session.ts";

describe("a share heals by itself", () => {
  const stage = useStage();
  let session: WrittenSession;
  let service: ServiceProcess;
  let editor: Editor;
  let page: Page;
  let link: string;
  const said = ["Before anything broke"];

  const say = (text: string) => {
    said.push(text);
    session.say(text);
  };
  const heldTexts = async () =>
    [...(await heldContents(link)).values()]
      .flatMap((content) =>
        content && typeof content === "object" && "text" in content ? [content.text] : [],
      )
      .sort();
  const isOnPage = (text: string) => page.getByText(text, { exact: true }).waitFor();

  before(async () => {
    session = stage.addSession("Make the parser faster", ...said);
    service = await stage.startService();
    editor = await stage.openEditor({ settings: { "opencode.sharing.serviceUrl": service.url } });
    link = await editor.share("Make the parser faster");
    page = await stage.browse(link);
    await isOnPage("Before anything broke");
  });

  it("after the service was killed in the middle of a sync: nothing acknowledged is lost, the rest follows", async () => {
    const { port } = service;
    for (let n = 0; n < 20; n++) say(`Written while it dies, ${n}`);
    await service.kill();
    say("Written while it is down");
    await editor.indicator.filter({ hasText: "Share paused" }).waitFor();
    service = await stage.startService({ port });
    await isOnPage("Written while it is down");
    await eventuallyEqual(heldTexts, said.toSorted());
    await editor.indicator.filter({ hasText: /^\s*Shared/ }).waitFor();
  });

  it("after VS Code was closed while the agent went on: the next window brings what it missed", async () => {
    await editor.page.goto("about:blank");
    say("Written without VS Code");
    await editor.page.goBack();
    await editor.indicator.filter({ hasText: /^\s*Shared/ }).waitFor();
    await isOnPage("Written without VS Code");
    await eventuallyEqual(heldTexts, said.toSorted());
  });

  it("in one clear question after the service has lost the share, and its menu leads on when that was closed", async () => {
    const { port } = service;
    await service.kill();
    await rm(stage.serviceData, { recursive: true, maxRetries: 10 });
    service = await stage.startService({ port });
    say("Written to a service that knows nothing");
    const question = editor.notification("no longer knows the share of “Make the parser faster”");
    await question.waitFor();
    await editor.indicator.filter({ hasText: "Share ended" }).click();
    await editor.pick("Share Again");
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    const lost = link;
    link = await editor.clipboard();
    assert.notEqual(link, lost);
    await eventuallyEqual(heldTexts, said.toSorted());
  });
});
