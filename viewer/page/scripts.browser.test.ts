import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, info, opening, part, text, tool, user } from "../test/sample.ts";

const SHALOM = "שלום, זה npm run.";

describe("texts of other scripts on the page", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(fixture.problems.splice(0), []);
  });
  after(() => fixture?.dispose());

  const show = async (words: string) => {
    page = await fixture.open(opening([assistant("msg_1"), text("msg_1", "p", words)]));
    await page.locator(".block > *").first().waitFor();
  };
  /** On which side of its block an element's first line begins. */
  const sideOf = (selector: string, index = 0) =>
    page
      .locator(selector)
      .nth(index)
      .evaluate((element) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        let node = walker.nextNode();
        while (node?.nodeValue?.trim() === "") node = walker.nextNode();
        const range = document.createRange();
        range.setStart(node as Node, 0);
        range.setEnd(node as Node, 1);
        const { left, right } = range.getBoundingClientRect();
        const bounds = element.getBoundingClientRect();
        return left - bounds.left < bounds.right - right ? "left" : "right";
      });

  it("begin on the side where their words begin, each block for itself", async () => {
    await show(
      `# ${SHALOM}\n\nEnglish words\n\n${SHALOM}\n\n- ${SHALOM}\n- English words\n\n> ${SHALOM}\n\n> English\n>\n> ${SHALOM}\n\n- ${SHALOM}\n\n  English\n\n- loose`,
    );
    const sides = async (selector: string) =>
      Promise.all(
        Array.from({ length: await page.locator(selector).count() }, (_, n) => sideOf(selector, n)),
      );
    assert.deepEqual(await sides(".block h1"), ["right"]);
    assert.deepEqual(await sides(".block > p"), ["left", "right"]);
    assert.deepEqual(await sides(".block:nth-child(4) li"), ["right", "left"]);
    assert.deepEqual(await sides("blockquote p"), ["right", "left", "right"]);
    assert.deepEqual(await sides(".block:nth-last-child(1) li p"), ["right", "left", "left"]);
  });

  it("leave code as it runs", async () => {
    await show(`- ${SHALOM} \`a.b("שלום")\`\n\n  \`\`\`js\n  // שלום\n  \`\`\``);
    assert.equal(await sideOf(".code pre"), "left");
    const direction = page.locator("li > p code, li > code");
    assert.equal(await direction.evaluate((code) => getComputedStyle(code).direction), "ltr");
  });

  it("have tables whose columns run as the words do", async () => {
    await show(
      `| ${SHALOM} | ב |\n|---|---|\n| English words | ד |\n\nand\n\n| a | ב |\n|---|---|\n| c | d |`,
    );
    const order = (table: number) =>
      page
        .locator("table")
        .nth(table)
        .evaluate((element) => {
          const [first, second] = element.querySelectorAll("th");
          return (first?.getBoundingClientRect().left ?? 0) < (second?.getBoundingClientRect().left ?? 0);
        });
    assert.deepEqual([await order(0), await order(1)], [false, true]);
    const gap = (table: number) =>
      page
        .locator("table")
        .nth(table)
        .evaluate((element) => {
          const [inner, outer] = [element, element.closest(".block") ?? element].map((it) =>
            it.getBoundingClientRect(),
          );
          return [(inner?.left ?? 0) - (outer?.left ?? 0), (outer?.right ?? 0) - (inner?.right ?? 0)].map(
            Math.round,
          );
        });
    assert.equal((await gap(0))[1], 0);
    assert.equal((await gap(1))[0], 0);
  });

  it("are typed by people line by line", async () => {
    page = await fixture.open(opening([user("msg_1"), text("msg_1", "p", `${SHALOM}\nEnglish words`)]));
    await page.getByText("English words").waitFor();
    assert.equal(await sideOf(".slice"), "right");
  });

  it("never move the words around a name", async () => {
    page = await fixture.open(
      opening([
        info({ title: SHALOM }),
        user("msg_1"),
        part("msg_1", "a", { type: "agent", name: "סוכן 1" }),
        part("msg_1", "f", { type: "file", mime: "text/plain", filename: "דוח 2.txt", url: "file:///a" }),
        assistant("msg_2", {
          agent: "סוכן 3",
          modelID: "דגם 4",
          error: { name: "APIError", data: { message: SHALOM } },
        }),
        part("msg_2", "r", {
          type: "retry",
          attempt: 2,
          error: { name: "X", data: { message: "שגיאה 5" } },
          time: { created: 1 },
        }),
        tool("msg_2", "t", "כלי", { status: "completed", input: {}, output: "", title: SHALOM }),
      ]),
    );
    for (const words of ["סוכן 1", "דוח 2.txt", "סוכן 3", "דגם 4", "שגיאה 5", "כלי", SHALOM])
      for (const place of await page.getByText(words, { exact: true }).all()) {
        const isolation = await place.evaluate((element) => getComputedStyle(element).unicodeBidi);
        assert.match(
          isolation,
          /isolate|plaintext/,
          `${words} in ${await place.evaluate((it) => it.outerHTML)}`,
        );
      }
    assert.ok((await page.getByText(SHALOM, { exact: true }).count()) >= 3);
  });

  it("show tasks as boxes that nobody can change", async () => {
    await show("- [ ] open\n- [x] done\n\n1. [x] loose\n\n   more");
    const boxes = page.getByRole("checkbox");
    assert.deepEqual(
      await boxes.evaluateAll((all) =>
        all.map((it) => [(it as HTMLInputElement).checked, (it as HTMLInputElement).disabled]),
      ),
      [
        [false, true],
        [true, true],
        [true, true],
      ],
    );
    assert.deepEqual(await page.locator("li").first().textContent(), " open");
    await page.getByRole("checkbox", { name: "To do" }).waitFor();
  });

  it("are bold between CJK punctuation and a letter", async () => {
    await show("**重要：**请先备份");
    assert.equal(await page.locator("strong").textContent(), "重要：");
  });
});
