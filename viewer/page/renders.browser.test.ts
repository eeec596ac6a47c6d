import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Entry } from "../../protocol/entries.ts";
import { bundleCountedPage } from "../test/bundle.ts";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, batch, childInfo, childMessage, opening, text, tool, user } from "../test/sample.ts";

/** More than what stands around one part, and far less than what a session of 300 calls is made of. */
const FEW = 100;
const done = (more: object = {}) => ({ status: "completed", input: {}, output: "ok", ...more });
const id = (at: number) => `prt_${1000 + at}`;
const calls = Array.from({ length: 300 }, (_, at) => tool("msg_1", id(at), "bash", done()));
const child = (title: string): readonly Entry[] => [
  childInfo("ses_child"),
  ...childMessage("ses_child", "bash", done({ title })),
];

describe("an update of a long session", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create("", bundleCountedPage());
  });
  beforeEach(async () => {
    const task = tool("msg_1", "prt_9", "task", done({ metadata: { sessionId: "ses_child" } }));
    page = await fixture.open(
      opening([assistant("msg_1"), ...calls, task, ...child("First"), text("msg_1", "prt_a", "A")]),
    );
    await page.getByText("A", { exact: true }).waitFor();
  });
  afterEach(() => page.close());
  after(() => fixture?.dispose());

  for (const [what, entries, sign] of [
    ["text", [text("msg_1", "prt_a", "A and more")], "A and more"],
    ["call", [tool("msg_1", id(299), "bash", done({ title: "Other title" }))], "Other title"],
    ["sub-agent", [...child("Next"), text("msg_1", "prt_a", "It has come")], "It has come"],
  ] as const)
    it(`renders no other call than the ${what} that changed`, async () => {
      const before = await page.evaluate(() => window.renders);
      assert.ok(before > 300, "what is rendered is counted");
      fixture.server.send(batch(1, ...entries));
      await page.getByText(sign).waitFor();
      const renders = (await page.evaluate(() => window.renders)) - before;
      assert.ok(renders < FEW, `${renders} renders`);
    });

  it("costs what each message costs, however many there are", async () => {
    const described = async (count: number) => {
      await page.close();
      const messages = Array.from({ length: count }, (_, at) => {
        const key = `msg_${10_000 + at}`;
        return at % 2
          ? [assistant(key), text(key, "p", `Answer ${at}.`)]
          : [user(key), text(key, "p", `Ask ${at}.`)];
      });
      page = await fixture.open(opening(messages.flat()));
      await page.getByText(`Answer ${count - 1}.`).waitFor({ state: "attached" });
      return page.evaluate(() => window.described);
    };
    const [some, many] = [await described(500), await described(4000)];
    assert.ok(many < 8.5 * some, `${some} for 500 messages, ${many} for 4,000`);
  });
});
