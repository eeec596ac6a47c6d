import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Entry } from "../../protocol/entries.ts";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, childInfo, childMessage, info, opening, text, tool, user } from "../test/sample.ts";

const ran = { status: "completed", input: { command: "ls" }, output: "one.ts", title: "List files" };
const startedBy = (sessionId: string) => ({
  ...{ status: "completed", input: { prompt: "Count" }, output: "One file.", title: "Count files" },
  metadata: { sessionId },
});
const family: readonly Entry[] = [
  info(),
  user("msg_1"),
  text("msg_1", "prt_1", "How many files?"),
  assistant("msg_2"),
  tool("msg_2", "prt_2", "task", startedBy("ses_child")),
  text("msg_2", "prt_3", "There is one."),
  childInfo("ses_child"),
  ...childMessage("ses_child", "task", startedBy("ses_grandchild")),
  childInfo("ses_grandchild"),
  ...childMessage("ses_grandchild", "bash", ran),
  childInfo("ses_lost"),
  ...childMessage("ses_lost", "bash", ran),
];

describe("sub-agents on the page", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  beforeEach(async () => {
    page = await fixture.open(opening(family));
    await page.getByText("There is one.").waitFor();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(fixture.problems.splice(0), []);
  });
  after(() => fixture?.dispose());

  const agent = (id: string) => page.locator(`[data-sub-agent="${id}"]`);
  const summary = (id: string) => agent(id).locator("> summary");

  it("are folded inside the call that started them, each in its own", async () => {
    const call = page.locator('[data-part-id="prt_2"]');
    await call.locator("summary").first().click();
    assert.equal(await summary("ses_child").innerText(), "Sub-agent: Title of ses_child\n1 message");
    await summary("ses_child").click();
    const inner = call.locator('[data-nested-part-id="prt_ses_child"]');
    await inner.locator("summary").first().click();
    await summary("ses_grandchild").click();
    await agent("ses_grandchild").getByText("List files").waitFor();
  });

  it("are at the end when no call names them", async () => {
    await summary("ses_lost").click();
    await agent("ses_lost").getByText("List files").waitFor();
    assert.equal(await page.locator("main > [data-sub-agent]").count(), 1);
  });

  it("leave the conversation's own messages and parts as they are", async () => {
    const shown = () =>
      page
        .locator("[data-message-id]")
        .evaluateAll((messages) =>
          messages.map((message) => [
            message.getAttribute("data-message-id"),
            message.querySelectorAll("[data-part-id]").length,
          ]),
        );
    await page.locator('[data-part-id="prt_2"] summary').first().click();
    for (const id of ["ses_child", "ses_lost"]) await summary(id).click();
    await page.locator('[data-nested-message-id="msg_ses_lost"]').waitFor();
    assert.deepEqual(await shown(), [
      ["msg_1", 1],
      ["msg_2", 2],
    ]);
  });

  it("unfold by keyboard", async () => {
    await summary("ses_lost").focus();
    await page.keyboard.press("Enter");
    await agent("ses_lost").getByText("List files").waitFor();
  });
});
