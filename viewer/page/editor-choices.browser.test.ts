import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { opening, SHARE_ID, text, user } from "../test/sample.ts";

const EDITORS = [
  ["VS Code", "vscode"],
  ["VS Code Insiders", "vscode-insiders"],
  ["VSCodium", "vscodium"],
  ["Cursor", "cursor"],
  ["Windsurf", "windsurf"],
] as const;

/** A browser that has been sent to a program takes no more clicks: where it would be sent is only noted. */
const noteLeaving = () => {
  addEventListener("click", (event) => {
    const { href = "" } = (event.target instanceof Element && event.target.closest("a")) || {};
    if (!href || href.startsWith("http")) return;
    event.preventDefault();
    document.title = href;
  });
};

describe("the reader's editor", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  beforeEach(async () => {
    page = await fixture.open(opening([user("msg_1"), text("msg_1", "prt_1", "Hello")]));
    await page.addInitScript(noteLeaving);
    await page.reload();
    await page.getByText("Hello").waitFor();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(fixture.problems.splice(0), []);
    assert.deepEqual(fixture.strangers.splice(0), []);
  });
  after(() => fixture?.dispose());

  const menu = () => page.getByRole("button", { name: "Choose an editor" });
  const choices = () => page.locator(".choice-list a");
  const isOpen = () => page.locator(".choice-list").isVisible();
  const link = (name: string) => page.getByRole("link", { name: `Open in ${name}`, exact: true });
  const address = (scheme: string) =>
    `${scheme}://opencode-share.opencode-share/share/${SHARE_ID}?service=${encodeURIComponent(fixture.url)}`;

  it("is chosen in a menu, and is the one that is offered from then on", async () => {
    for (const [name, scheme] of EDITORS) {
      await menu().click();
      await page.getByRole("link", { name, exact: true }).click();
      assert.equal(await isOpen(), false);
      assert.equal(await page.title(), address(scheme));
      assert.equal(await link(name).getAttribute("href"), address(scheme));
      await page.reload();
      await link(name).waitFor();
      assert.equal(await link(name).getAttribute("href"), address(scheme));
    }
  });

  it("is VS Code until it is chosen, and when what is kept names no editor", async () => {
    assert.equal(await link("VS Code").getAttribute("href"), address("vscode"));
    await page.evaluate(() => localStorage.setItem("editor", "javascript"));
    await page.reload();
    assert.equal(await link("VS Code").getAttribute("href"), address("vscode"));
  });

  it("can be chosen where the browser keeps nothing, for as long as the page lasts", async () => {
    await page.addInitScript(() => {
      const denied = () => {
        throw new DOMException("denied", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get: denied });
    });
    await page.reload();
    await menu().click();
    await page.getByRole("link", { name: "Cursor", exact: true }).click();
    await link("Cursor").waitFor();
  });

  it("can be chosen with the keyboard alone", async () => {
    await menu().focus();
    await page.keyboard.press("Enter");
    await choices().first().waitFor();
    assert.equal(await page.locator(".choice-list [aria-current=true]").innerText(), "VS Code");
    for (const [name] of EDITORS.slice(0, 3)) {
      await page.keyboard.press("Tab");
      assert.equal(await page.locator(":focus").innerText(), name);
    }
    await page.keyboard.press("Enter");
    await link("VSCodium").waitFor();
    assert.equal(await page.locator(":focus").getAttribute("aria-label"), "Choose an editor");
  });

  it("is left as it is by Escape, a click elsewhere and going on with Tab", async () => {
    const leave: readonly (() => Promise<void>)[] = [
      () => page.keyboard.press("Escape"),
      () => page.getByText("Hello").click(),
      () => page.getByRole("button", { name: "Copy link", exact: true }).focus(),
    ];
    for (const go of leave) {
      await menu().click();
      await choices().first().waitFor();
      await go();
      await choices().first().waitFor({ state: "hidden" });
    }
    await link("VS Code").waitFor();
    await menu().focus();
    await page.keyboard.press("Enter");
    await choices().first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(":focus").getAttribute("aria-label"), "Choose an editor");
  });

  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [320, 1000])
      it(`is chosen within the window: ${colorScheme}, ${width} px wide`, async () => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 700 });
        await menu().click();
        const box = await page.locator(".choice-list").boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        if (process.env.PICTURES)
          await page.screenshot({ path: `${process.env.PICTURES}/editors-${colorScheme}-${width}.png` });
      });
});
