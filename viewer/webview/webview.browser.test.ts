import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../fixtures/browser.ts";
import type { FromPanel, PanelState, ToPanel } from "../../protocol/panel.ts";
import { bundle } from "../test/bundle.ts";
import { assistant, batch, opening, part, text, tool, user } from "../test/sample.ts";
import { ShareServer } from "../test/share-server.ts";

/** Stands in for the editor, as far as a panel meets it: keeps what is posted. */
const HOST = `window.posted = []; window.kept = [];
  window.acquireVsCodeApi = () => ({ postMessage: (m) => posted.push(m), setState: (s) => kept.push(s) });`;
const HTML = `<!doctype html><html><head><link rel="stylesheet" href="/assets/webview.css">
  <script src="/host.js"></script></head><body data-link="https://s.example/share/1"><script src="/assets/webview.js"></script></body></html>`;

describe("the viewer in an editor's panel", () => {
  let server: ShareServer;
  let url: string;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    const files = await bundle("webview", new URL("./main.tsx", import.meta.url));
    server = new ShareServer(
      new Map([
        ...files,
        ["/", { type: "text/html", body: HTML }],
        ["/host.js", { type: "text/javascript", body: HOST }],
      ]),
    );
    server.contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:";
    url = await server.listen();
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", ({ message }) => problems.push(message));
    await page.goto(`${url}/`);
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(
      problems.splice(0).filter((problem) => !problem.includes("favicon")),
      [],
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const posted = () => page.evaluate(() => (window as unknown as { posted: FromPanel[] }).posted.splice(0));
  /** Resolves when the panel has had all messages. */
  const send = (...messages: readonly ToPanel[]) =>
    page.evaluate(async (all) => {
      for (const message of JSON.parse(all)) {
        const received = new Promise((resolve) => addEventListener("message", resolve, { once: true }));
        postMessage(message);
        await received;
      }
    }, JSON.stringify(messages));
  const sendShare = () =>
    send(
      ...opening([
        user("msg_1"),
        text("msg_1", "prt_1", "Hello"),
        assistant("msg_2"),
        text(
          "msg_2",
          "prt_1",
          "[docs](https://docs.example/a?b=1) [mail](mailto:a@b.example)\n\n```sh\nls\n```",
        ),
        tool("msg_2", "prt_2", "bash", { status: "completed", input: {}, output: "the output" }),
      ]).map((frame) => ({ type: "frame", frame }) as const),
      { type: "status", status: { phase: "live" } },
    );

  it("asks for everything first, and shows a skeleton meanwhile", async () => {
    assert.deepEqual(await posted(), [{ type: "ready" }]);
    await page.getByLabel("Loading the shared session").waitFor();
  });

  it("shows what it is sent, and how the connection stands", async () => {
    await sendShare();
    await page.getByText("Hello").waitFor();
    assert.equal(await page.locator(".badge").textContent(), "Live");
    await send({ type: "frame", frame: batch(1, text("msg_2", "prt_3", "And more")) });
    await page.getByText("And more").waitFor();
    await send({ type: "status", status: { phase: "reconnecting", reason: "Lost." } });
    await posted();
    await page.getByRole("button", { name: "Retry" }).click();
    assert.deepEqual(await posted(), [{ type: "retry" }]);
  });

  it("ignores messages that are not for it", async () => {
    await page.evaluate(() => {
      for (const message of [null, "text", { type: "other" }]) postMessage(message);
    });
    await sendShare();
    await page.getByText("Hello").waitFor();
  });

  const actions = [
    ["Import as New Session", "import"],
    ["Copy link", "copyLink"],
    ["Open in browser", "openInBrowser"],
  ] as const;
  for (const [name, type] of actions)
    it(`passes on: ${name}`, async () => {
      await sendShare();
      await posted();
      await page.getByRole("button", { name }).click();
      assert.deepEqual(await posted(), [{ type }]);
    });

  it("lets the editor open links and copy texts", async () => {
    await sendShare();
    await posted();
    await page.getByRole("link", { name: "docs" }).click();
    await page.getByRole("link", { name: "mail" }).click();
    await page.getByRole("button", { name: "Copy code" }).click();
    await page.locator(".tool summary").click();
    await page.getByRole("button", { name: "Copy output" }).click();
    assert.deepEqual(await posted(), [
      { type: "openLink", href: "https://docs.example/a?b=1" },
      { type: "openLink", href: "mailto:a@b.example" },
      { type: "copyText", text: "ls\n" },
      { type: "copyText", text: "the output" },
    ]);
    assert.equal(page.url(), `${url}/`);
  });

  it("has the editor keep which share it shows, for when the window is loaded anew", async () => {
    const kept = await page.evaluate(() => (window as unknown as { kept: PanelState[] }).kept);
    assert.deepEqual(kept, [{ link: "https://s.example/share/1" }]);
  });

  it("copies the message that was right-clicked, as text or as Markdown", async () => {
    await sendShare();
    await posted();
    await page.getByText("Hello").click({ button: "right" });
    await send({ type: "copyMessage", as: "text" });
    await page.getByRole("link", { name: "docs" }).click({ button: "right" });
    await send({ type: "copyMessage", as: "text" }, { type: "copyMessage", as: "markdown" });
    const texts = (await posted()).map((message) => ("text" in message ? message.text : message.type));
    assert.deepEqual(texts, [
      "Hello\n",
      "docs mail\n\nsh\nls\n\nbash\nOutput\nthe output\n",
      "## build\n\n[docs](https://docs.example/a?b=1) [mail](mailto:a@b.example)\n\n```sh\nls\n```\n\n**bash**\n\n```\nthe output\n```\n",
    ]);
    assert.equal(await page.locator("article").count(), 2);
  });

  it("copies the link to a message, by a right click and by the message's own button", async () => {
    await sendShare();
    await posted();
    await page.getByRole("link", { name: "docs" }).click({ button: "right" });
    await send({ type: "copyMessage", as: "link" });
    await page.getByRole("button", { name: "Copy message link" }).first().click();
    assert.deepEqual(await posted(), [
      { type: "copyText", text: "https://s.example/share/1#msg_2" },
      { type: "copyText", text: "https://s.example/share/1#msg_1" },
    ]);
  });

  it("has the editor save a file, which asks first where to", async () => {
    const url = "data:text/csv,a%2Cb";
    const file = part("msg_1", "prt_1", { type: "file", mime: "text/csv", filename: "t.csv", url });
    await send(...opening([user("msg_1"), file]).map((frame) => ({ type: "frame", frame }) as const));
    await page.getByRole("button", { name: "Save t.csv" }).click();
    const saved = (await posted()).find(({ type }) => type === "saveFile");
    assert.ok(saved?.type === "saveFile" && saved.name === "t.csv");
    assert.deepEqual(Object.values(saved.bytes), [...Buffer.from("a,b")]);
    assert.equal(await page.getByText("Saved").count(), 0);
  });

  it("goes where the editor says, also before anything has come", async () => {
    await send({ type: "goTo", anchor: "msg_2" });
    await sendShare();
    await page.locator("[data-message-id=msg_2][data-target]").waitFor();
    await send({ type: "goTo", anchor: "msg_1" });
    await page.locator("[data-message-id=msg_1][data-target]").waitFor();
    assert.equal(await page.locator("[data-target]").count(), 1);
  });

  it("says that what the editor leads to is not there", async () => {
    await send({ type: "goTo", anchor: "msg_gone" });
    await sendShare();
    await page.getByRole("status").filter({ hasText: "is not in this session" }).waitFor();
    await send({ type: "goTo", anchor: "msg_1" });
    await page.locator("[data-message-id=msg_1][data-target]").waitFor();
    assert.equal(await page.getByText("is not in this session").count(), 0);
  });

  it("asks for everything again when it lost the thread", async () => {
    await sendShare();
    await page.getByText("Hello").waitFor();
    await posted();
    const key = "session/part/ses_sample/msg_1/prt_1";
    await send({ type: "frame", frame: batch(1, { key, append: { path: ["text"], at: 99, text: "?" } }) });
    await page.getByLabel("Loading the shared session").waitFor();
    assert.deepEqual(await posted(), [{ type: "ready" }]);
    await sendShare();
    await page.getByText("Hello").waitFor();
  });

  const ways = [
    ["sign_in_required", "Sign in", { type: "signIn" }],
    ["unauthorized", "Sign in", { type: "signIn" }],
    ["password_required", "Enter password", { type: "open" }],
    ["open_required", "Open", { type: "open" }],
  ] as const;
  for (const [why, name, message] of ways)
    it(`leads on from a share that is not open yet: ${why}`, async () => {
      await posted();
      await send({ type: "status", status: { phase: "ended", why, message: "First this." } });
      await page.getByRole("button", { name, exact: true }).click();
      assert.deepEqual(await posted(), [message]);
    });

  it("leads nowhere from a share that is over", async () => {
    await send({ type: "status", status: { phase: "ended", why: "password_required", message: "First." } });
    await page.getByRole("button", { name: "Enter password" }).waitFor();
    await send({ type: "status", status: { phase: "ended", why: "revoked", message: "over" } });
    await page.getByRole("button", { name: "Enter password" }).waitFor({ state: "detached" });
    assert.equal(await page.getByRole("button").count(), 0);
  });

  it("forgets everything when the owner stops sharing", async () => {
    await sendShare();
    await page.getByText("Hello").waitFor();
    await send({ type: "status", status: { phase: "ended", why: "revoked", message: "over" } });
    await page.getByRole("heading", { name: "The owner has stopped sharing this session." }).waitFor();
    assert.doesNotMatch(await page.content(), /Hello/);
  });
});
