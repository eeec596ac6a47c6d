import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, opening, part, tool } from "../test/sample.ts";

/** More than any text that is laid out at once. */
const MUCH = 20_000;
const long = (word: string) => `${word} begins ${"x".repeat(300_000)} ${word} ends`;
const done = (more: object) => ({ status: "completed", input: {}, output: "", ...more });

/** The longest text that is laid out, in characters. */
function longestShown(): number {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let longest = 0;
  while (walker.nextNode())
    if (!walker.currentNode.parentElement?.closest("[hidden]"))
      longest = Math.max(longest, walker.currentNode.nodeValue?.length ?? 0);
  return longest;
}

describe("a line that is very long", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(() => page.close());
  after(() => fixture?.dispose());

  for (const [where, entries] of [
    ["a call's title", [tool("msg_1", "p", "bash", done({ title: long("It") }))]],
    ["a call's error", [tool("msg_1", "p", "bash", { status: "error", input: {}, error: long("It") })]],
    [
      "a diff",
      [tool("msg_1", "p", "edit", done({ metadata: { diff: `@@ -1 +1 @@\n-old\n+${long("It")}` } }))],
    ],
    [
      "a sub-task",
      [part("msg_1", "p", { type: "subtask", prompt: "", agent: "a", description: long("It") })],
    ],
    [
      "a failed attempt",
      [
        part("msg_1", "p", {
          type: "retry",
          attempt: 1,
          error: { name: "E", data: { message: long("It") } },
          time: { created: 1 },
        }),
      ],
    ],
    ["a message's error", [assistant("msg_1", { error: { name: "E", data: { message: long("It") } } })]],
  ] as const)
    it(`begins in its place, goes on in steps, and loses nothing: ${where}`, async () => {
      page = await fixture.open(opening([assistant("msg_1"), ...entries]));
      await page.getByText("It begins").first().waitFor();
      assert.ok((await page.evaluate(longestShown)) < MUCH);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      const more = page.getByRole("button", { name: /^Show (?:more|all)/ });
      while ((await more.count()) > 0) await more.first().click();
      const all = await page.locator("main").textContent();
      assert.match(all ?? "", /It begins x+ It ends/);
    });
});
