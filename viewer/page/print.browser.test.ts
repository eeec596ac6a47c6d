import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, info, opening, part, text, tool, user } from "../test/sample.ts";

const long = (word: string) => `${word} begins ${"wide ".repeat(80)}${"w".repeat(300)} ${word} ends`;
const done = (more: object) => ({ status: "completed", input: {}, output: "", ...more });

/** All text that is drawn and goes over an edge of the paper, or of a box that cuts it off. */
function cutText(): string[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const cut: string[] = [];
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const { left, right, width, bottom } of range.getClientRects()) {
      if (width === 0) continue;
      let box = walker.currentNode.parentElement;
      let [from, to, end] = [0, document.documentElement.clientWidth, Number.POSITIVE_INFINITY];
      for (; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflow === "visible") continue;
        const bounds = box.getBoundingClientRect();
        [from, to, end] = [
          Math.max(from, bounds.left),
          Math.min(to, bounds.right),
          Math.min(end, bounds.bottom),
        ];
      }
      if (left < from - 1 || right > to + 1 || bottom > end + 1)
        cut.push(`${walker.currentNode.nodeValue?.slice(0, 40)}`);
    }
  }
  return cut;
}

describe("a session on paper", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(() => page.close());
  after(() => fixture?.dispose());

  for (const [what, entries] of [
    [
      "a diff",
      tool(
        "msg_2",
        "p",
        "edit",
        done({ metadata: { diff: `@@ -1 +1 @@\n-${long("old")}\n+${long("new")}` } }),
      ),
    ],
    [
      "diffs of several files",
      tool(
        "msg_2",
        "p",
        "edit",
        done({
          metadata: {
            files: ["a", "b"].map((file) => ({ file: long(file), patch: `@@ -1 +1 @@\n ${long(file)}\n+x` })),
          },
        }),
      ),
    ],
    [
      "a diff of many lines",
      tool("msg_2", "p", "edit", done({ metadata: { diff: `@@ -1 +1 @@\n${"+one more\n".repeat(150)}` } })),
    ],
    ["an output", tool("msg_2", "p", "bash", done({ title: long("title"), output: long("out") }))],
    [
      "an error",
      tool("msg_2", "p", "bash", { status: "error", input: { command: long("in") }, error: long("error") }),
    ],
    ["a block of code", text("msg_2", "p", `\`\`\`ts\n${long("code")}\n\`\`\``)],
    [
      "a table",
      text(
        "msg_2",
        "p",
        `| ${"column | ".repeat(12)}\n|${"-|".repeat(12)}\n| ${`${"cell".repeat(9)} | `.repeat(12)}`,
      ),
    ],
    ["inline code and a link", text("msg_2", "p", `\`${long("x")}\` https://a.example/${"p".repeat(300)}`)],
    [
      "a heading and a list",
      text("msg_2", "p", `# ${long("h")}\n\n- ${long("l")}\n  1. ${long("m")}\n\n> ${long("q")}`),
    ],
    [
      "a file's name",
      part("msg_2", "p", {
        type: "file",
        mime: "text/x",
        filename: `${"f".repeat(300)}.txt`,
        url: "file:///a",
      }),
    ],
  ] as const)
    it(`shows ${what} in full`, async () => {
      page = await fixture.open(
        opening([
          info({ title: long("title") }),
          user("msg_1"),
          text("msg_1", "q", long("asked")),
          assistant("msg_2"),
          entries,
        ]),
        { viewport: { width: 700, height: 900 } },
      );
      await page.locator('[data-message-id="msg_2"]').waitFor();
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      await page.emulateMedia({ media: "print" });
      assert.deepEqual(await page.evaluate(cutText), []);
    });
});
