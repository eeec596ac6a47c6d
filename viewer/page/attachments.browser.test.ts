import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, opening, part, tool, user } from "../test/sample.ts";

const data = (mime: string, text: string) => `data:${mime};base64,${Buffer.from(text).toString("base64")}`;
const HTML = "<script>opener.executed = 1; document.title = 'ran'</script>";
const PNG =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("files that came with a message", () => {
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

  const show = async (file: object) => {
    page = await fixture.open(opening([user("msg_1"), part("msg_1", "p", { type: "file", ...file })]));
    await page.locator("[data-part-id]").first().waitFor();
  };
  const save = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name }).click(),
    ]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };

  it("are saved as they are, by their names", async () => {
    await show({
      mime: "application/pdf",
      filename: "/work/report.pdf",
      url: data("application/pdf", "%PDF-1.7 ä"),
    });
    assert.deepEqual(await save("Save /work/report.pdf"), { name: "report.pdf", text: "%PDF-1.7 ä" });
    await page.getByText("Saved").waitFor();
  });

  it("are saved and never opened, also what a browser would run", async () => {
    for (const [mime, filename] of [
      ["text/html", "page.html"],
      ["image/svg+xml", "image.svg"],
      ["application/xhtml+xml", "page.xhtml"],
    ] as const) {
      await show({ mime, filename, url: data(mime, HTML) });
      assert.deepEqual(await save(`Save ${filename}`), { name: filename, text: HTML });
      assert.equal(page.context().pages().length, 1);
      assert.equal(await page.evaluate(() => window.executed), undefined);
      assert.equal(await page.locator("[data-part-id] :is(a, img, iframe, object, embed)").count(), 0);
      await page.close();
    }
    await show({ mime: "text/plain", filename: "a.txt", url: data("text/plain", "a") });
  });

  it("are saved as a kind that no browser opens", async () => {
    await show({ mime: "text/html", filename: "a.html", url: data("text/html", HTML) });
    await page.evaluate(() => {
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        document.title = (blob as Blob).type;
        return create.call(URL, blob);
      };
    });
    await save("Save a.html");
    assert.equal(await page.title(), "application/octet-stream");
  });

  it("say so when they are damaged", async () => {
    await show({ mime: "application/pdf", filename: "a.pdf", url: "data:application/pdf;base64,***" });
    await page.getByRole("button", { name: "Save a.pdf" }).click();
    await page.getByRole("status").getByText("It is damaged and cannot be saved.").waitFor();
  });

  it("are named alone where they are elsewhere", async () => {
    await show({ mime: "application/pdf", filename: "a.pdf", url: "https://evil.example/a.pdf" });
    await page.getByText("a.pdf", { exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Save" }).count(), 0);
  });

  it("can be saved where they are shown as images, and where a tool has made them", async () => {
    const attachments = [
      {
        id: "f",
        type: "file",
        mime: "image/png",
        filename: "shot.png",
        url: PNG,
        sessionID: "ses_sample",
        messageID: "msg_1",
      },
    ];
    const state = {
      status: "completed",
      input: {},
      output: "",
      title: "",
      metadata: {},
      time: { start: 1, end: 2 },
      attachments,
    };
    page = await fixture.open(opening([assistant("msg_1"), tool("msg_1", "p", "read", state)]));
    await page.locator("summary").click();
    await page.locator("img").waitFor();
    assert.equal((await save("Save shot.png")).name, "shot.png");
  });
});
