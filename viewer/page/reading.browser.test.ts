import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Entry } from "../../protocol/entries.ts";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, batch, opening, text, tool, user } from "../test/sample.ts";

const id = (index: number) => `msg_${10_000 + index}`;
const talk = (count: number): readonly Entry[] =>
  Array.from({ length: count }, (_, index) => [
    index % 2 ? assistant(id(index)) : user(id(index)),
    text(id(index), "prt_1", `Message ${index}. ${"Words and words. ".repeat(20)}`),
  ]).flat();

describe("reading on the page", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(() => page.close());
  after(() => fixture?.dispose());

  const distanceToEnd = () =>
    page.evaluate(() => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      return scrollHeight - scrollTop - clientHeight;
    });
  const nextFrame = () =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  const scrollToEnd = async () => {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.waitForFunction(() => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      return scrollHeight - scrollTop - clientHeight < 2;
    });
  };
  const news = () => page.getByRole("button", { name: "New messages" });

  it("begins at the beginning", async () => {
    page = await fixture.open(opening(talk(80)));
    await page.getByText("Message 79.").waitFor({ state: "attached" });
    assert.equal(await page.evaluate(() => scrollY), 0);
    assert.equal(await news().count(), 0);
  });

  it("follows the end for who is there", async () => {
    page = await fixture.open(opening(talk(40)));
    await page.getByText("Message 39.").waitFor({ state: "attached" });
    await scrollToEnd();
    for (let step = 0; step < 10; step++) {
      const index = 40 + step;
      fixture.server.send(
        batch(
          1 + step,
          assistant(id(index)),
          text(id(index), "prt_1", `Message ${index}. ${"More words.\n\n".repeat(30)}`),
        ),
      );
      await page.getByText(`Message ${index}.`).waitFor();
      await nextFrame();
      assert.ok((await distanceToEnd()) < 2, `after message ${index}`);
    }
    assert.equal(await news().count(), 0);
  });

  it("keeps the place of who is elsewhere, and offers the news", async () => {
    page = await fixture.open(opening(talk(40)));
    await page.getByText("Message 39.").waitFor({ state: "attached" });
    await page.mouse.wheel(0, 1500);
    await page.waitForFunction(() => scrollY > 1000);
    const before = await page.evaluate(() => scrollY);
    fixture.server.send(batch(1, user(id(40)), text(id(40), "prt_1", "The newest")));
    await news().waitFor();
    assert.equal(await page.evaluate(() => scrollY), before);
    await news().click();
    await news().waitFor({ state: "detached" });
    assert.ok(await page.getByText("The newest").isVisible());
    assert.ok((await distanceToEnd()) < 2);
  });

  it("takes an update of something earlier for no news", async () => {
    page = await fixture.open(opening(talk(40)));
    await page.getByText("Message 39.").waitFor({ state: "attached" });
    fixture.server.send(batch(1, text(id(0), "prt_1", "Changed")));
    await page.getByText("Changed").waitFor();
    assert.equal(await news().count(), 0);
  });

  it("shows 2,000 messages, all of them", async () => {
    page = await fixture.open(opening(talk(2000)));
    await page.getByText("Message 1999.").waitFor({ state: "attached" });
    assert.equal(await page.locator("[data-message-id]").count(), 2000);
  });

  it("shows the first lines of a long output, and the rest in steps", async () => {
    const output = Array.from({ length: 50_000 }, (_, line) => `line ${line + 1}`).join("\n");
    page = await fixture.open(
      opening([assistant(id(0)), tool(id(0), "prt_1", "bash", { status: "completed", input: {}, output })]),
    );
    await page.locator("summary").click();
    const shown = async () =>
      (await page.locator("[data-part-id] pre").textContent())?.split("\n").filter(Boolean).length;
    assert.equal(await shown(), 100);
    await page.getByRole("button", { name: "Show more (2,000 of 50,000 lines)" }).click();
    await page.getByText("line 2000", { exact: false }).first().waitFor({ state: "attached" });
    assert.equal(await shown(), 2000);
    await page.getByRole("button", { name: "Show more (40,000 of 50,000 lines)" }).click();
    await page.getByRole("button", { name: "Show all (50,000 lines)" }).click();
    await page.getByRole("button", { name: "Show" }).waitFor({ state: "detached" });
    assert.equal(await shown(), 50_000);
  });

  it("shows a text of 20 MB without formatting, from its beginning", async () => {
    page = await fixture.open(
      opening([assistant(id(0)), text(id(0), "prt_1", `Begin ${"x".repeat(20 * 1024 * 1024)}`)]),
    );
    await page.getByText("shown without formatting").waitFor();
    await page.getByRole("button", { name: "Show more (240,000 of 20,971,526 characters)" }).waitFor();
    await page.getByText("Begin").waitFor();
  });

  for (const width of [360, 1200])
    it(`needs no sideways scrolling at ${width} px`, async () => {
      const wide = `\`\`\`\n${"wide ".repeat(100)}\n\`\`\`\n\n|${"column|".repeat(20)}\n|${"-|".repeat(20)}\n\n${"w".repeat(300)}`;
      const input = { filePath: "p".repeat(300), nested: { deep: "d".repeat(300) } };
      const diff = `@@ -1 +1 @@\n+${"d".repeat(300)}`;
      page = await fixture.open(
        opening([
          user(id(0)),
          text(id(0), "prt_1", "u".repeat(300)),
          assistant(id(1)),
          text(id(1), "prt_1", wide),
          tool(id(1), "prt_2", "t".repeat(80), {
            status: "completed",
            input,
            output: "o".repeat(300),
            title: "t".repeat(300),
            metadata: { diff },
          }),
        ]),
        { viewport: { width, height: 700 } },
      );
      await page.locator(".tool").waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    });

  it("can be used with the keyboard alone", async () => {
    page = await fixture.open(
      opening([
        assistant(id(0)),
        tool(id(0), "prt_1", "bash", { status: "completed", input: {}, output: "out" }),
      ]),
    );
    await page.locator(".tool").waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Copy link");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Open in VS Code");
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").getAttribute("aria-label"), "Choose an editor");
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").getAttribute("aria-label"), "Copy message link");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("out", { exact: true }).waitFor();
  });
});
