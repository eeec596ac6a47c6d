import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { mayReadClipboard } from "../../fixtures/browser.ts";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, batch, opening, tool } from "../test/sample.ts";

const ESC = "\u001b";
const COLOURS = [31, 32, 33, 34, 35, 36, 90, 37, 30, 97];
const GROUNDS = [41, 42, 43, 44, 45, 46, 47, 100, 107];
const everyLook = [
  ...COLOURS.map((code) => `${ESC}[${code}mink${ESC}[0m`),
  ...GROUNDS.flatMap((ground) => COLOURS.map((code) => `${ESC}[${code};${ground}mpair${ESC}[0m`)),
  ...COLOURS.map((code) => `${ESC}[7;${code}minverse${ESC}[0m`),
  `${ESC}[2mdim${ESC}[0m ${ESC}[2;31mdim${ESC}[0m ${ESC}[7;41minverse${ESC}[0m ${ESC}[38;2;250;250;10mmixed${ESC}[0m`,
].join(" ");

/** The least contrast of the words in an element with what is behind them, by WCAG, and whose that is. */
function leastContrast(root: Element): [number, string] {
  const rgb = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = rgb(colour).map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  let least: [number, string] = [Number.POSITIVE_INFINITY, ""];
  for (const span of root.querySelectorAll("span span")) {
    let behind: Element | null = span;
    while (behind && rgb(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const [a, b] = [
      getComputedStyle(span).color,
      getComputedStyle(behind ?? document.body).backgroundColor,
    ].map(luminance);
    const contrast = (Math.max(a ?? 0, b ?? 0) + 0.05) / (Math.min(a ?? 0, b ?? 0) + 0.05);
    if (contrast < least[0]) least = [contrast, `${span.className} ${span.textContent}`];
  }
  return least;
}

describe("tools' outputs on the page", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(fixture.problems.splice(0), []);
    assert.deepEqual(fixture.strangers.splice(0), []);
  });
  after(() => fixture?.dispose());

  const call = (output: string) => tool("msg_1", "p", "bash", { status: "completed", input: {}, output });
  const show = async (output: string, options: Parameters<PageFixture["open"]>[1] = {}) => {
    page = await fixture.open(opening([assistant("msg_1"), call(output)]), options);
    await page.locator("summary").click();
    await page.locator("pre").waitFor();
  };

  for (const colorScheme of ["light", "dark"] as const)
    it(`can be read in each of their looks, ${colorScheme}`, async () => {
      await show(everyLook, { colorScheme });
      const [contrast, whose] = await page.locator(".long-text").evaluate(leastContrast);
      assert.ok(contrast >= 4.5, `${contrast} for ${whose}`);
      const colours = await page
        .locator(".ink-red, .ink-green, .ink-blue")
        .evaluateAll((all) => [...new Set(all.map((it) => getComputedStyle(it).color))]);
      assert.ok(colours.length >= 3, `${colours}`);
    });

  it("show what a progress bar has come to, and copy the plain text", async function () {
    if (!mayReadClipboard) return this.skip();
    await show(
      `1 %\r${ESC}[K100 %\b\b % ${ESC}[1;32mdone${ESC}[0m\r\n${ESC}]8;;https://evil.example${ESC}\\words${ESC}]8;;${ESC}\\\n`,
      { permissions: ["clipboard-read", "clipboard-write"] },
    );
    await page.getByRole("button", { name: "Copy output" }).click();
    await page.getByText("Copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "100 % done\nwords\n");
    assert.equal(await page.locator("pre").textContent(), "100 % done\nwords\n");
  });

  it("stand below their inputs, which look like no field to type in", async () => {
    page = await fixture.open(
      opening([
        assistant("msg_1"),
        tool("msg_1", "p", "bash", { status: "completed", input: { command: "ls" }, output: "a" }),
      ]),
    );
    await page.locator("summary").click();
    const width = await page
      .locator(".card dl > div")
      .evaluate((field) => getComputedStyle(field).borderTopWidth);
    assert.equal(width, "0px");
  });

  it("have links that lead nowhere", async () => {
    await show(
      `${ESC}]8;;javascript:executed=1${ESC}\\words${ESC}]8;;${ESC}\\ ${ESC}]8;;https://evil.example\u0007more${ESC}]8;;\u0007`,
    );
    assert.equal(await page.locator("pre").textContent(), "words more");
    assert.equal(await page.locator("[data-part-id] a").count(), 0);
    assert.doesNotMatch(await page.locator("[data-part-id]").innerHTML(), /evil|javascript/);
  });

  it("go on while they are written", async () => {
    await show(`${ESC}[33m10 %`);
    fixture.server.send(batch(1, call(`${ESC}[33m10 %\r${ESC}[32m20 %${ESC}[0m`)));
    await page.locator(".ink-green", { hasText: "20 %" }).waitFor();
    assert.equal(await page.locator("pre").textContent(), "20 %");
  });

  it("have no orders to a terminal in their errors", async () => {
    const state = { status: "error", input: {}, error: `${ESC}[31mfailed${ESC}[0m: 1\r2` };
    page = await fixture.open(opening([assistant("msg_1"), tool("msg_1", "p", "bash", state)]));
    await page.locator(".problem", { hasText: "2ailed: 1" }).waitFor();
  });

  it("keep their colours in all that is shown, and are found without them", async () => {
    await show(
      Array.from({ length: 5000 }, (_, n) => `${ESC}[3${1 + (n % 6)}mline ${n}${ESC}[0m`).join("\n"),
    );
    assert.equal(await page.locator("pre span span").count(), 100);
    await page.getByRole("button", { name: "Show more" }).click();
    await page.locator(".ink-yellow", { hasText: "line 1502" }).waitFor({ state: "attached" });
    assert.equal(await page.locator("pre span span").count(), 2000);
  });
});
