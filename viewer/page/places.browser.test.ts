import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { mayReadClipboard } from "../../fixtures/browser.ts";
import type { Entry } from "../../protocol/entries.ts";
import { PageFixture } from "../test/page-fixture.ts";
import {
  assistant,
  batch,
  childInfo,
  childMessage,
  info,
  opening,
  SHARE_ID,
  text,
  tool,
  user,
} from "../test/sample.ts";

const id = (at: number) => `msg_${String(at).padStart(4, "0")}`;
/** Prompts of many lines each, so that none is in view by itself. */
const conversation = (messages: number): readonly Entry[] =>
  Array.from({ length: messages }, (_, at) => [
    user(id(at)),
    text(id(at), "prt_1", `Prompt ${at}\n${"a line\n".repeat(1 + (at % 40))}`),
  ]).flat();
const calling = (sessionId: string) => ({
  ...{ status: "completed", input: { prompt: "Count" }, output: "One.", title: "Count" },
  metadata: { sessionId },
});
const family: readonly Entry[] = [
  info(),
  ...conversation(30),
  assistant("msg_1000"),
  tool("msg_1000", "prt_call", "task", calling("ses_child")),
  childInfo("ses_child"),
  ...childMessage("ses_child", "task", calling("ses_grandchild")),
  childInfo("ses_grandchild"),
  ...childMessage("ses_grandchild", "bash", { status: "completed", input: {}, output: "one.ts" }),
];

describe("a link to a place in a session", () => {
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

  const open = async (entries: readonly Entry[], anchor: string) => {
    page = await fixture.open(opening(entries), { path: `/share/${SHARE_ID}${anchor}` });
  };
  const target = () => page.locator("[data-target]");
  /** Waits until what was gone to is within the window, below the header. */
  const inView = () =>
    page.waitForFunction(() => {
      const box = document.querySelector("[data-target]")?.getBoundingClientRect();
      return box && box.top >= 40 && box.top < innerHeight - 40;
    });

  for (const [messages, at] of [
    [40, 0],
    [40, 20],
    [40, 39],
    [600, 300],
  ] as const)
    it(`leads to message ${at + 1} of ${messages}, marks it, and goes on from there`, async () => {
      await open(conversation(messages), `#${id(at)}`);
      await page
        .getByText(`Prompt ${messages - 1}`, { exact: false })
        .last()
        .waitFor();
      await inView();
      assert.equal(await target().getAttribute("data-message-id"), id(at));
      assert.equal(await page.locator(":focus").getAttribute("data-message-id"), id(at));
      assert.equal(await target().count(), 1);
    });

  it("leads to a part, and what the link says of its lines is for later", async () => {
    await open(
      [...conversation(20), assistant("msg_1000"), text("msg_1000", "prt_x", "Here")],
      "#prt_x:L10-L20",
    );
    await inView();
    assert.equal(await target().innerText(), "Here");
  });

  it("unfolds the calls and sub-agents within which the place is", async () => {
    await open(family, "#msg_ses_grandchild");
    await inView();
    assert.equal(await target().getAttribute("data-nested-message-id"), "msg_ses_grandchild");
    assert.ok(await target().isVisible());
  });

  it("leads on from the page that it is on", async () => {
    await open(conversation(40), "");
    await page.getByText("Prompt 39").waitFor();
    assert.equal(await target().count(), 0);
    for (const at of [30, 5]) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, id(at));
      await page.locator(`[data-message-id=${id(at)}][data-target]`).waitFor();
      await inView();
    }
  });

  it("leaves the reader alone who has gone elsewhere", async () => {
    await open(conversation(40), `#${id(20)}`);
    await inView();
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, -100_000);
    await page.waitForFunction(() => scrollY === 0);
    fixture.server.send(batch(1, ...[user("msg_9000"), text("msg_9000", "prt_1", "The latest")]));
    await page.getByText("The latest").waitFor();
    assert.equal(await page.evaluate(() => scrollY), 0);
  });

  it("says once and quietly that what it leads to is not there, until one has read it or goes on", async () => {
    await open(conversation(40), "#msg_gone");
    const notice = page.getByRole("status").filter({ hasText: "is not in this session" });
    await notice.waitFor();
    fixture.server.send(batch(1, user("msg_9000"), text("msg_9000", "prt_1", "The latest")));
    await page.getByText("The latest").waitFor();
    assert.equal(await notice.count(), 1);
    await notice.getByRole("button", { name: "Dismiss" }).click();
    await notice.waitFor({ state: "detached" });
    fixture.server.send(batch(2, user("msg_9001"), text("msg_9001", "prt_1", "Later still")));
    await page.getByText("Later still").waitFor();
    assert.equal(await notice.count(), 0);
    await page.evaluate(() => {
      window.location.hash = "msg_gone_too";
    });
    await notice.waitFor();
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, id(20));
    await inView();
    assert.equal(await notice.count(), 0);
  });

  it("says nothing of a place that is there, however long the way to it", async () => {
    for (const [entries, anchor] of [
      [conversation(600), `#${id(300)}`],
      [family, "#msg_ses_grandchild"],
      [conversation(40), "#:~:text=Prompt"],
    ] as const) {
      await open(entries, anchor);
      await (anchor.includes("msg_") ? inView() : page.getByText("Prompt 39").waitFor());
      assert.equal(await page.getByText("is not in this session").count(), 0);
      await page.close();
    }
    await open(conversation(1), "");
  });

  it("that names nothing (any more) leads to the session, and so does one that is no anchor", async () => {
    for (const anchor of ["#msg_gone", '#"],body[x="', "#:~:text=Prompt"]) {
      await open(conversation(40), anchor);
      await page.getByText("Prompt 39").waitFor();
      assert.equal(await target().count(), 0);
      assert.equal(await page.evaluate(() => scrollY), 0);
      await page.close();
    }
    await open(conversation(1), "");
  });

  it("is copied by a message's button, which shows to the pointer and to the keyboard", async function () {
    if (!mayReadClipboard) return this.skip();
    await open(conversation(2), "");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const button = page.getByRole("button", { name: "Copy message link" }).nth(1);
    const opacity = () => button.evaluate((element) => getComputedStyle(element).opacity);
    assert.equal(await opacity(), "0");
    await page.getByText("Prompt 1").hover();
    assert.equal(await opacity(), "1");
    await page.mouse.move(0, 0);
    assert.equal(await opacity(), "0");
    await page.getByRole("button", { name: "Choose an editor" }).focus();
    for (let tabs = 0; tabs < 2; tabs++) await page.keyboard.press("Tab");
    assert.equal(await opacity(), "1");
    await page.keyboard.press("Enter");
    await button.getByText("Copied").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, `${fixture.url}/share/${SHARE_ID}#${id(1)}`);
    await page.goto(link);
    await inView();
  });

  it("goes along into the reader's editor", async () => {
    await open(conversation(2), `#${id(1)}`);
    const editor = page.getByRole("link", { name: "Open in VS Code" });
    assert.match((await editor.getAttribute("href")) ?? "", new RegExp(`&at=${id(1)}$`));
  });
});
