import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../fixtures/chromium.ts";
import { bundleAdmin, bundlePage } from "../test/bundle.ts";
import { makeOlder } from "../test/older-browser.ts";
import {
  assistant,
  batch,
  childInfo,
  childMessage,
  info,
  opening,
  part,
  SHARE_ID,
  text,
  tool,
  user,
} from "../test/sample.ts";
import { type Asset, ShareServer } from "../test/share-server.ts";

const SAID = "Look at [docs](https://docs.example)";
const session = opening([
  info({ title: "Plans" }),
  user("msg_1"),
  text("msg_1", "prt_1", SAID),
  assistant("msg_2", { error: { name: "APIError", data: { message: "overloaded" } } }),
  text("msg_2", "prt_1", "# Heading\n\n- one\n- two\n\n| a |\n|--|\n| b |\n\n```ts\nlet code;\n```"),
  tool("msg_2", "prt_2", "edit", {
    status: "completed",
    input: { filePath: "/work/app/a.ts" },
    output: "done",
    metadata: { diff: "--- a\n+++ a\n@@ -1 +1 @@\n-old\n+new" },
  }),
  tool("msg_2", "prt_3", "task", {
    status: "completed",
    input: { prompt: "look" },
    output: "o",
    metadata: { sessionId: "ses_child" },
  }),
  part("msg_2", "prt_4", { type: "reasoning", text: "Thinking", time: { start: 1, end: 2 } }),
  part("msg_2", "prt_5", { type: "file", mime: "text/plain", filename: "a.txt", url: "file:///a.txt" }),
  childInfo("ses_child"),
  ...childMessage("ses_child", "bash", { status: "completed", input: {}, output: "child" }),
]);

for (const [name, path, bundled] of [
  ["page", `/share/${SHARE_ID}`, bundlePage],
  ["admins' page", "/admin.html", bundleAdmin],
] as const)
  describe(`the ${name} where it meets less than it hopes for`, () => {
    let files: ReadonlyMap<string, Asset>;
    let server: ShareServer;
    let url: string;
    let browser: Browser;
    let page: Page;
    const problems: string[] = [];

    before(async () => {
      files = await bundled();
      server = new ShareServer(files);
      url = await server.listen();
      browser = await launchChromium();
    });
    beforeEach(() => {
      server.opening = session;
      server.refusal = undefined;
    });
    afterEach(() =>
      browser
        .contexts()
        .map((context) => context.close())
        .at(-1),
    );
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    const sentence = () => page.locator(".unstarted");
    const isSaid = async () => {
      await sentence().getByText("allow its JavaScript, or use a newer browser").waitFor();
      await page.waitForFunction(() => {
        const said = document.querySelector(".unstarted");
        return said && getComputedStyle(said).visibility === "visible";
      });
      assert.match(await page.locator("body").innerText(), /Safari 16, Firefox 115, Chrome or Edge 109/);
    };

    it("is built without what older browsers cannot parse", () => {
      for (const [file, { body }] of files)
        if (file.endsWith(".js")) assert.doesNotMatch(String(body), /\(\?<[=!]|static\{/);
    });

    it("says so when its script is kept out", async () => {
      page = await browser.newPage();
      await page.route(/\.js$/, (route) => route.abort());
      await page.goto(url + path);
      await isSaid();
    });

    it("says so when its script and its styles are kept out", async () => {
      page = await browser.newPage();
      await page.route(/\.(js|css)$/, (route) => route.abort());
      await page.goto(url + path);
      await isSaid();
    });

    for (const [what, script] of [
      ["throws at its start", "throw new Error('too old')"],
      ["cannot be parsed", "let = = 1"],
      ["is another text", "<!doctype html>Sign in"],
      ["is empty", ""],
    ] as const)
      it(`says so when its script ${what}`, async () => {
        page = await browser.newPage();
        await page.route(/\.js$/, (route) => route.fulfill({ body: script, contentType: "text/javascript" }));
        await page.goto(url + path);
        await isSaid();
      });

    it("says so when something that it needs to begin with throws", async () => {
      page = await browser.newPage();
      await page.addInitScript("document.createElement = () => { throw new Error('too old') }");
      await page.goto(url + path);
      await isSaid();
    });

    it("says so without JavaScript, once", async () => {
      page = await browser.newPage({ javaScriptEnabled: false });
      await page.goto(url + path);
      await sentence().getByText("allow its JavaScript, or use a newer browser").waitFor();
      assert.equal(await page.getByText("JavaScript").count(), 1);
    });

    if (name === "page") {
      it("is read where newer functions are missing, grows, and is opened by a password", async () => {
        page = await browser.newPage();
        page.on("pageerror", ({ message }) => problems.push(message));
        await page.addInitScript(makeOlder);
        server.refusal = { status: 401, code: "password_required" };
        await page.goto(url + path);
        assert.doesNotMatch(await page.evaluate("String(URL.canParse)"), /native code/);
        assert.equal(await page.evaluate("[].findLast ?? [].with ?? Promise.withResolvers ?? null"), null);
        await page.getByLabel("Password").fill("correct horse");
        await page.keyboard.press("Enter");
        for (const words of ["docs", "Heading", "let code", "overloaded"])
          await page.getByText(words).first().waitFor();
        await page.getByText("API error").waitFor();
        server.send(
          batch(1, {
            key: text("msg_1", "prt_1", "").key,
            append: { path: ["text"], at: SAID.length, text: " and grow" },
          }),
          batch(2, user("msg_3"), text("msg_3", "prt_1", "The newest")),
        );
        await page.getByText("and grow").waitFor();
        await page.getByText("The newest").waitFor();
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        for (const words of ["+new", "child", "Thinking"]) await page.getByText(words).first().waitFor();
        assert.equal(await sentence().count(), 0);
        assert.deepEqual(problems, []);
      });

      it("says so when a session cannot be drawn", async () => {
        page = await browser.newPage();
        await page.addInitScript(
          "Intl.DateTimeFormat.prototype.format = () => { throw new Error('too old') };" +
            "Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get() { throw new Error('too old') } })",
        );
        await page.goto(url + path);
        await page.getByRole("heading", { name: "This session cannot be shown here." }).waitFor();
        server.send(batch(1, user("msg_3"), text("msg_3", "prt_1", "The newest")));
        assert.equal(await page.getByRole("heading").count(), 1);
      });
    } else
      it("asks to sign in where newer functions are missing", async () => {
        page = await browser.newPage();
        page.on("pageerror", ({ message }) => problems.push(message));
        await page.addInitScript(makeOlder);
        await page.goto(url + path);
        await page.getByRole("heading").waitFor();
        assert.equal(await sentence().count(), 0);
        assert.deepEqual(problems, []);
      });
  });
