import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../fixtures/browser.ts";
import { htmlAttacks, markdownAttacks } from "../test/attacks.ts";
import { bundle } from "../test/bundle.ts";
import { ShareServer } from "../test/share-server.ts";

/** Everything that Markdown may make. */
const allowed =
  /^(?:P|BR|HR|H[1-6]|BLOCKQUOTE|UL|OL|LI|PRE|CODE|EM|STRONG|S|DEL|A|IMG|TABLE|THEAD|TBODY|TR|TH|TD)$/;

describe("sanitised HTML in a browser without any content policy", () => {
  let server: ShareServer;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];

  before(async () => {
    const script = await bundle("sanitise", new URL("../test/sanitise-page.ts", import.meta.url));
    const body = '<!doctype html><body><script src="/assets/sanitise.js"></script></body>';
    server = new ShareServer(new Map([...script, ["/", { type: "text/html", body }]]));
    server.contentPolicy = "upgrade-insecure-requests";
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(await server.listen());
    page.on("request", (request) => requests.push(request.url()));
    page.on("dialog", (dialog) => dialog.dismiss());
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it("would not be harmless unsanitised", async () => {
    const unsafe = await browser.newPage();
    await unsafe.goto(page.url());
    await unsafe.setContent("<img src=x onerror=executed=1>");
    await unsafe.waitForFunction(() => window.executed === 1);
    await unsafe.close();
  });

  for (const attack of htmlAttacks) it(`is harmless: ${attack}`, () => check("showHtml", attack));
  for (const attack of markdownAttacks)
    it(`is harmless as Markdown: ${attack}`, () => check("showMarkdown", attack));

  it("keeps what Markdown makes", async () => {
    const text =
      "# A\n\n*b* **c** `d` [e](https://a.example)\n\n- f\n\n1. g\n\n> h\n\n|i|\n|--:|\n|j|\n\n```ts\nk\n```";
    const html = await page.evaluate((words) => window.showMarkdown(words), text);
    for (const tag of [
      "h1",
      "em",
      "strong",
      "code",
      "ul",
      "ol",
      "blockquote",
      "table",
      'td class="align-right"',
      'code class="language-ts"',
    ])
      assert.ok(html.includes(`<${tag}>`), `${tag} in ${html}`);
    assert.match(
      html,
      /<a (?=.*href="https:\/\/a.example")(?=.*target="_blank")(?=.*rel="noopener noreferrer")/,
    );
  });

  it("keeps the words of what is nested deep", async () => {
    const emphasis = `${"*a **a ".repeat(400)}inmost${" a** a*".repeat(400)}`;
    for (const text of [`${"> ".repeat(150)}inmost`, `${"- ".repeat(60)}inmost`, emphasis]) {
      await page.evaluate((words) => window.showMarkdown(words), `${text}\n\nafter`);
      assert.match((await page.locator("main").textContent()) ?? "", /inmost[\s\S]*after/);
    }
  });

  it("keeps inline raster images", async () => {
    const source = "data:image/png;base64,iVBORw0KGgo=";
    const html = await page.evaluate((words) => window.showMarkdown(words), `![dot](${source})`);
    assert.ok(html.includes(`src="${source}"`) && html.includes('alt="dot"'), html);
  });

  async function check(show: "showHtml" | "showMarkdown", attack: string): Promise<void> {
    requests.length = 0;
    const address = page.url();
    await page.evaluate(([name, words]) => window[name](words), [show, attack] as const);
    await page.evaluate(tryEverything);
    assert.equal(await page.evaluate(() => window.executed), undefined, "something ran");
    assert.deepEqual(requests, [], "something was fetched");
    assert.equal(page.url(), address);
    for (const { name, attributes } of await page.evaluate(elementsOfMain)) {
      assert.match(name, allowed);
      for (const [attribute, value] of attributes) assertHarmless(name, attribute, value);
    }
  }
});

function assertHarmless(element: string, attribute: string, value: string): void {
  assert.match(attribute, /^(?:href|src|alt|title|start|class|target|rel)$/, element);
  if (attribute === "href") assert.match(value, /^(?:https?:\/\/[\w.-]+(?:[/?#]|$)|mailto:)/i);
  if (attribute === "src") assert.match(value, /^data:image\/(?:png|jpeg|gif|webp);base64,/);
  if (attribute === "class") assert.match(value, /^(?:language-|align-)/);
}

/** Gives handlers and loads that would come a chance to come: hovers, focuses, and waits two frames. */
async function tryEverything(): Promise<void> {
  for (const element of document.querySelectorAll<HTMLElement>("main *")) {
    element.dispatchEvent(new Event("mouseover", { bubbles: true }));
    element.focus?.();
  }
  for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

function elementsOfMain() {
  return [...document.querySelectorAll("main *")].map((element) => ({
    name: element.nodeName,
    attributes: [...element.attributes].map(({ name, value }) => [name, value] as const),
  }));
}
