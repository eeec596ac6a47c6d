import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { mayReadClipboard } from "../../fixtures/browser.ts";
import type { Entry } from "../../protocol/entries.ts";
import { htmlAttacks, markdownAttacks } from "../test/attacks.ts";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, batch, info, opening, part, SHARE_ID, text, tool, user } from "../test/sample.ts";

const PNG =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNg+M8AAAICAQB7CYF4AAAAAElFTkSuQmCC";
const running = { status: "running", input: { command: "sleep 9" }, title: "sleep 9", time: { start: 1 } };
const unfinished = { time: { created: 1 } };

describe("the conversation on the page", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(fixture.problems.splice(0), []);
    assert.deepEqual(fixture.strangers.splice(0), []);
  });
  after(() => fixture?.dispose());

  const show = async (...entries: readonly Entry[]) => {
    page = await fixture.open(opening(entries));
    await page.locator("[data-message-id]").first().waitFor({ state: "attached" });
  };
  const partElement = (id: string) => page.locator(`[data-part-id="${id}"]`);

  it("says of each message and part which it is", async () => {
    await show(
      user("msg_1"),
      text("msg_1", "prt_1", "Hi"),
      assistant("msg_2"),
      tool("msg_2", "prt_2", "bash", running),
    );
    const messages = page.locator("[data-message-id]");
    assert.deepEqual(
      await messages.evaluateAll((all) => all.map(({ dataset }) => [dataset.messageId, dataset.role])),
      [
        ["msg_1", "user"],
        ["msg_2", "assistant"],
      ],
    );
    assert.deepEqual(
      await partElement("prt_2").evaluate((element) => ({ ...(element as HTMLElement).dataset })),
      {
        partId: "prt_2",
        partType: "tool",
        tool: "bash",
        status: "running",
      },
    );
  });

  it("shows a user's text as it was typed", async () => {
    const words = "Look at `__init__.py`\n  and *.ts <b>now</b>\n\n# not a heading";
    await show(user("msg_1"), text("msg_1", "prt_1", words));
    assert.equal(await partElement("prt_1").innerText(), words);
  });

  it("keeps machinery out of view, but in the document", async () => {
    await show(
      user("msg_1"),
      text("msg_1", "prt_1", "Added by the agent", { synthetic: true }),
      assistant("msg_2"),
      part("msg_2", "prt_2", { type: "step-start" }),
      part("msg_2", "prt_3", { type: "snapshot", snapshot: "abc" }),
      text("msg_2", "prt_4", "Visible"),
      assistant("msg_3", { hidden: true }),
      text("msg_3", "prt_5", "System talk"),
    );
    await page.getByText("Visible").waitFor();
    for (const id of ["prt_1", "prt_2", "prt_3", "prt_5"]) {
      await partElement(id).waitFor({ state: "attached" });
      assert.equal(await partElement(id).isVisible(), false, id);
    }
    assert.equal((await partElement("prt_5").textContent())?.trim(), "System talk");
  });

  it("shows what it cannot read as folded JSON", async () => {
    await show(
      assistant("msg_1"),
      part("msg_1", "prt_1", { type: "hologram", beams: 3 }),
      { key: "session/part/ses_sample/msg_1/prt_2", content: "odd" },
      { key: "session/message/ses_sample/msg_2", content: { role: "robot" } },
    );
    await page.getByText("Part of type “hologram”").click();
    await partElement("prt_1").getByText('"beams": 3').waitFor();
    assert.match((await partElement("prt_2").textContent()) ?? "", /"odd"/);
    assert.match((await page.locator('[data-role="unknown"]').textContent()) ?? "", /"robot"/);
  });

  it("shows a tool's state, input, output and changes", async () => {
    const diff = "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n";
    await show(
      assistant("msg_1"),
      tool("msg_1", "prt_1", "bash", {
        status: "completed",
        input: { command: "ls" },
        output: "a.ts",
        title: "List",
        metadata: { exit: 2 },
        time: { start: 0, end: 1500 },
      }),
      tool("msg_1", "prt_2", "read", { status: "error", input: {}, error: "No such file" }),
      tool("msg_1", "prt_3", "edit", {
        status: "completed",
        input: { oldString: "old" },
        output: "ok",
        metadata: { diff },
      }),
    );
    const bash = partElement("prt_1");
    assert.match(await bash.innerText(), /bash\s+List\s+exit 2\s+1\.5 s/);
    assert.equal(await bash.getByText("a.ts").isVisible(), false);
    await bash.locator("summary").first().click();
    await bash.getByText("a.ts").waitFor();
    await partElement("prt_2").getByText("No such file").waitFor();
    assert.equal(await partElement("prt_3").locator(".line-added").innerText(), "+new\n");
    assert.equal(await partElement("prt_3").locator(".line-removed").count(), 1);
  });

  it("names each of several changed files, and what becomes of it", async () => {
    const change = (name: string) => `--- ${name}\n+++ ${name}\n@@ -1 +1 @@\n-old\n+new\n`;
    const patch = change("/work/app/a.ts");
    const files = [
      { filePath: "/work/app/a.ts", relativePath: "a.ts", type: "update", patch },
      { filePath: "/work/app/b.ts", movePath: "/work/app/c.ts", type: "move", patch },
      { filePath: "/work/app/d.ts", type: "delete", patch: "" },
    ];
    await show(
      info(),
      assistant("msg_1"),
      tool("msg_1", "prt_1", "apply_patch", {
        status: "completed",
        input: {},
        output: "",
        metadata: { files },
      }),
      tool("msg_1", "prt_2", "apply_patch", {
        status: "completed",
        input: {},
        output: "",
        metadata: { diff: change("/work/app/e.ts") + change("/work/app/f.ts") },
      }),
    );
    const captions = (id: string) => partElement(id).locator("figcaption").allInnerTexts();
    await partElement("prt_2").getByText("f.ts").waitFor();
    const inOneLine = (text: string) => text.replace(/\s+/g, " ");
    assert.deepEqual((await captions("prt_1")).map(inOneLine), [
      "a.ts",
      "c.ts renamed from b.ts",
      "d.ts deleted",
    ]);
    assert.deepEqual(await captions("prt_2"), ["e.ts", "f.ts"]);
    for (const kind of ["added", "removed"])
      assert.equal(await partElement("prt_2").locator(`.line-${kind}`).count(), 2);
  });

  it("turns a tool only while somebody works on it", async () => {
    await show(assistant("msg_1", unfinished), tool("msg_1", "prt_1", "bash", running));
    await page.locator(".spinner").waitFor();
    fixture.server.send(batch(1, assistant("msg_2", unfinished), text("msg_2", "prt_1", "Going on")));
    await page.getByText("no result").waitFor();
    assert.equal(await page.locator(".tool .spinner").count(), 0);
  });

  it("keeps a tool open that the reader opened, also when it goes on", async () => {
    await show(assistant("msg_1", unfinished), tool("msg_1", "prt_1", "bash", running));
    await partElement("prt_1").locator("summary").first().click();
    fixture.server.send(
      batch(1, tool("msg_1", "prt_1", "bash", { status: "completed", input: {}, output: "done now" })),
    );
    await page.getByText("done now").waitFor();
  });

  it("renders again only the part that changed", async () => {
    await show(
      assistant("msg_1"),
      text("msg_1", "prt_1", "Stays **bold**"),
      text("msg_1", "prt_2", "First.\n\nSeco"),
    );
    await page.getByText("Seco").waitFor();
    await page.evaluate(() => {
      for (const element of document.querySelectorAll("[data-part-id] p"))
        element.setAttribute("data-old", "");
    });
    fixture.server.send(batch(1, text("msg_1", "prt_2", "First.\n\nSecond.")));
    await page.getByText("Second.").waitFor();
    assert.deepEqual(await page.locator("[data-old]").allTextContents(), ["Stays bold", "First."]);
  });

  it("removes what its author removed", async () => {
    await show(user("msg_1"), text("msg_1", "prt_1", "Keep"), text("msg_1", "prt_2", "Remove"));
    fixture.server.send(batch(1, { key: "session/part/ses_sample/msg_1/prt_2", deleted: true }));
    await partElement("prt_2").waitFor({ state: "detached" });
    assert.equal(await page.getByText("Keep").count(), 1);
  });

  it("hides what its author took back, and says so", async () => {
    await show(
      info({ revert: { messageID: "msg_2" } }),
      user("msg_1"),
      text("msg_1", "p", "Kept"),
      user("msg_2"),
      text("msg_2", "p", "Undone"),
    );
    await page.getByText("1 message taken back by the author").waitFor();
    assert.equal(await page.getByText("Undone").isVisible(), false);
  });

  it("shows files, reasoning, errors and dividers", async () => {
    await show(
      info(),
      user("msg_1"),
      part("msg_1", "prt_1", { type: "file", mime: "image/png", filename: "shot.png", url: PNG }),
      part("msg_1", "prt_2", {
        type: "file",
        mime: "text/plain",
        filename: "notes.txt",
        url: "file:///notes.txt",
      }),
      part("msg_1", "prt_3", {
        type: "file",
        mime: "image/svg+xml",
        url: "data:image/svg+xml;base64,PHN2Zy8+",
      }),
      part("msg_1", "prt_4", { type: "agent", name: "reviewer" }),
      assistant("msg_2", { error: { name: "ContextOverflowError", data: { message: "Too much" } } }),
      part("msg_2", "prt_5", { type: "reasoning", text: "Let me *think*", time: { start: 0, end: 2500 } }),
      part("msg_2", "prt_6", { type: "compaction", auto: true }),
      part("msg_2", "prt_7", { type: "retry", attempt: 2, error: { data: { message: "overloaded" } } }),
      part("msg_2", "prt_8", { type: "patch", hash: "h", files: ["/work/app/src/a.ts"] }),
      part("msg_2", "prt_9", {
        type: "step-finish",
        reason: "stop",
        cost: 0.02,
        tokens: { input: 1000, output: 20 },
      }),
      part("msg_2", "prt_a", { type: "subtask", prompt: "Do it", description: "The task", agent: "general" }),
    );
    assert.equal(
      await page
        .getByRole("img", { name: "shot.png" })
        .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
      1,
    );
    assert.equal(await page.locator("img").count(), 1);
    for (const words of [
      "notes.txt",
      "@reviewer",
      "Context overflow error",
      "Thought for 2.5 s",
      "Conversation compacted automatically",
      "Attempt 2 failed: overloaded",
      "$0.0200 · 1,020 tokens",
      "The task",
    ])
      await page.getByText(words).first().waitFor();
    assert.equal(await partElement("prt_8").innerText(), "Changed\nsrc/a.ts");
    assert.equal(await page.getByText("think").isVisible(), false);
    await page.getByText("Thought for").click();
    await page.getByText("think").waitFor();
  });

  it("copies code, output and the link", async function () {
    if (!mayReadClipboard) return this.skip();
    await page?.close();
    const output = { status: "completed", input: {}, output: "the output" };
    page = await fixture.open(
      opening([
        assistant("msg_1"),
        text("msg_1", "prt_1", "1. x\n   ```ts\n   let a = 1;\n   ```"),
        tool("msg_1", "prt_2", "bash", output),
      ]),
      { permissions: ["clipboard-read", "clipboard-write"] },
    );
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy code" }).click();
    await page.getByText("Copied").waitFor();
    assert.equal(await clipboard(), "let a = 1;\n");
    await partElement("prt_2").locator("summary").click();
    await page.getByRole("button", { name: "Copy output" }).click();
    await partElement("prt_2").getByText("Copied").waitFor();
    assert.equal(await clipboard(), "the output");
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.locator(".header").getByText("Copied").waitFor();
    assert.equal(await clipboard(), `${fixture.url}/share/${SHARE_ID}`);
  });

  it("is copied as it was said, with a diff's marks and without the page's buttons", async function () {
    if (!mayReadClipboard) return this.skip();
    await page?.close();
    const output = Array.from({ length: 200 }, (_, at) => `line ${at}`).join("\n");
    const diff = "--- a\n+++ a\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n";
    const done = { status: "completed", input: {}, output };
    page = await fixture.open(
      opening([
        assistant("msg_1"),
        text("msg_1", "prt_1", "```ts\nlet a = 1;\n```"),
        tool("msg_1", "prt_2", "bash", done),
        tool("msg_1", "prt_3", "edit", { ...done, output: "ok", metadata: { diff } }),
      ]),
      { permissions: ["clipboard-read", "clipboard-write"] },
    );
    await partElement("prt_2").locator("summary").click();
    await page.getByRole("button", { name: "Copy output" }).first().waitFor();
    await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector("main") as Element));
    await page.keyboard.press("ControlOrMeta+C");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /let a = 1;[\s\S]*line 99[\s\S]*@@ -1,2 \+1,2 @@\r?\n same\r?\n-old\r?\n\+new/);
    assert.doesNotMatch(copied, /Copy|Copied|Show (?:all|more)|^ts$/m);
  });

  it("runs nothing and fetches nothing that a session brings along", async () => {
    const attacks = [...htmlAttacks, ...markdownAttacks];
    const entries = attacks.flatMap((attack, index) => {
      const id = `msg_${1000 + index}`;
      return [
        index % 2
          ? user(id)
          : assistant(id, {
              agent: attack,
              modelID: attack,
              error: { name: attack, data: { message: attack } },
            }),
        text(id, "prt_1", attack),
        part(id, "prt_2", { type: "reasoning", text: attack }),
        part(id, "prt_3", { type: "file", mime: attack, filename: attack, url: attack }),
        part(id, "prt_4", { type: attack, payload: attack }),
        tool(id, "prt_5", attack, {
          status: "completed",
          input: { [attack]: attack },
          output: attack,
          title: attack,
          metadata: { diff: attack },
        }),
      ];
    });
    await show(info({ title: attacks.join(" "), agent: attacks[0] ?? "" }), ...entries);
    await page.locator(`[data-message-id="msg_${999 + attacks.length}"]`).waitFor({ state: "attached" });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
      for (const element of document.querySelectorAll("#viewer *"))
        element.dispatchEvent(new Event("mouseover"));
    });
    assert.equal(await page.evaluate(() => window.executed), undefined);
    const strange =
      "script:not([src$='page.js']), iframe, object, embed, form, input, base, style, math, video, audio, [style]";
    assert.equal(await page.locator(strange).count(), 0);
    for (const href of await page
      .locator("main a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href"))))
      assert.match(href ?? "mailto:", /^(?:https?:\/\/[\w.-]+(?:[/?#]|$)|mailto:)/i);
  });
});
