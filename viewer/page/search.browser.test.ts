import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, batch, opening, text, tool, user } from "../test/sample.ts";

const lines = (count: number, needle: string) =>
  `${Array.from({ length: count }, (_, line) => `line ${line + 1}`).join("\n")}\n${needle}\nand after`;

describe("the browser's search on the page", () => {
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

  /** As a link to a text does; searching by hand takes the same way through the browser. */
  const search = (words: string) =>
    page.evaluate(
      (fragment) => {
        location.hash = fragment;
      },
      `#:~:text=${encodeURIComponent(words)}`,
    );
  const isSeen = (words: string) =>
    page.waitForFunction((needle) => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const at = walker.currentNode.nodeValue?.indexOf(needle) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + needle.length);
        const { top, bottom, height } = range.getBoundingClientRect();
        return height > 0 && top >= 0 && bottom <= innerHeight;
      }
      return false;
    }, words);

  for (const [what, entries] of [
    [
      "a tool's output",
      [
        assistant("msg_1"),
        tool("msg_1", "p", "bash", { status: "completed", input: {}, output: lines(5000, "the needle") }),
      ],
    ],
    [
      "a tool's input",
      [
        assistant("msg_1"),
        tool("msg_1", "p", "write", {
          status: "completed",
          input: { content: lines(500, "the needle") },
          output: "",
        }),
      ],
    ],
    ["what a person wrote", [user("msg_1"), text("msg_1", "p", lines(500, "the needle"))]],
    [
      "an answer too long for formatting",
      [assistant("msg_1"), text("msg_1", "p", lines(40_000, "the needle"))],
    ],
    [
      "a diff",
      [
        assistant("msg_1"),
        tool("msg_1", "p", "edit", {
          status: "completed",
          input: {},
          output: "",
          metadata: { diff: `@@ -1 +1 @@\n+${lines(900, "the needle").replaceAll("\n", "\n+")}` },
        }),
      ],
    ],
  ] as const)
    it(`finds words behind “Show more” of ${what}`, async () => {
      page = await fixture.open(opening(entries));
      const more = page.getByRole("button", { name: /^Show (more|all)/, includeHidden: true });
      await more.first().waitFor({ state: "attached" });
      assert.equal(await page.locator("text=the needle").first().isVisible(), false);
      await page.locator("body").click({ position: { x: 1, y: 1 } });
      await search("the needle");
      await isSeen("the needle");
    });

  it("leaves what nobody looks for folded, also while it grows", async () => {
    page = await fixture.open(opening([user("msg_1"), text("msg_1", "p", lines(5000, "the needle"))]));
    await page.getByText("line 1", { exact: false }).first().waitFor();
    await search("line 3000");
    await isSeen("line 3000\n");
    fixture.server.send(batch(1, text("msg_1", "p", lines(5500, "the other needle"))));
    await page
      .getByRole("button", { name: "Show more (2,000 of 5,502 lines)" })
      .waitFor({ state: "attached" });
    await isSeen("line 3000\n");
    assert.equal(await page.locator("text=the other needle").isVisible(), false);
  });
});
