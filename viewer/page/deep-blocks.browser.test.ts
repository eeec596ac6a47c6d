import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, opening, text } from "../test/sample.ts";

const WIDTH = 320;

describe("what is nested deep", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(() => page.close());
  after(() => fixture?.dispose());

  for (const [what, sign] of [
    ["quotes", "> "],
    ["lists", "- "],
    ["numbered lists", "1. "],
    ["quotes in lists", "- > "],
  ] as const)
    it(`can be read on the narrowest phone: ${what}`, async () => {
      const words = `${sign.repeat(60)}inmost words\n\nafter`;
      page = await fixture.open(opening([assistant("msg_1"), text("msg_1", "p", words)]), {
        viewport: { width: WIDTH, height: 600 },
      });
      const right = await page.getByText("inmost words").evaluate((element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return Math.max(...[...range.getClientRects()].map((box) => box.right));
      });
      assert.ok(right <= WIDTH, `the words end ${right} px from the left`);
      assert.ok(await page.getByText("after").isVisible());
    });
});
