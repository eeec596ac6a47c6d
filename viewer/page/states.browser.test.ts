import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { assistant, batch, info, opening, SHARE_ID, text, user } from "../test/sample.ts";

describe("the page's states", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(fixture.problems.splice(0), []);
    assert.deepEqual(fixture.strangers.splice(0), []);
    assert.deepEqual(fixture.server.missed, []);
  });
  after(() => fixture?.dispose());

  const secret = opening([
    info({ title: "Secret plans" }),
    user("msg_1"),
    text("msg_1", "prt_1", "The plan"),
  ]);
  const badge = () => page.locator(".badge").textContent();

  it("shows a skeleton while it connects", async () => {
    page = await fixture.open([]);
    await page.getByLabel("Loading the shared session").waitFor();
  });

  it("shows a skeleton until the content has come, and what there is meanwhile", async () => {
    const [about] = opening([], {}, 5);
    assert.ok(about);
    page = await fixture.open([about]);
    await page.getByRole("heading", { name: "A sample session" }).waitFor();
    await page.getByLabel("Loading the shared session").waitFor();
    fixture.server.send({
      type: "entries",
      base: 0,
      revision: 5,
      entries: [user("msg_1"), text("msg_1", "p", "First")],
      more: true,
    });
    await page.getByText("First").waitFor();
  });

  it("says so when nothing has been said yet, and fills itself", async () => {
    page = await fixture.open(opening([info()]));
    await page.getByText("Nothing has been said yet.").waitFor();
    fixture.server.send(batch(1, user("msg_1"), text("msg_1", "prt_1", "Hello")));
    await page.getByText("Hello").waitFor();
    assert.equal(await page.getByText("Nothing has been said yet.").count(), 0);
  });

  it("is live, and wears the session's title", async () => {
    page = await fixture.open(secret);
    await page.getByText("The plan").waitFor();
    assert.equal(await badge(), "Live");
    assert.equal(await page.title(), "Secret plans · OpenCode Share");
  });

  it("gives a long title two lines beside the actions, and all of it to the pointer", async () => {
    const title = "A cent is missing from split carts ".repeat(8).trim();
    page = await fixture.open(opening([info({ title }), assistant("msg_1")], { title }));
    const heading = page.locator("h1", { hasText: "A cent" });
    const lines = await heading.evaluate(
      (element) => element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight),
    );
    assert.equal(Math.round(lines), 2);
    assert.equal(await heading.getAttribute("title"), title);
    assert.ok(await page.getByRole("link", { name: "Open in VS Code" }).isVisible());
  });

  it("says that a snapshot is one", async () => {
    page = await fixture.open(opening([info(), assistant("msg_1")], { mode: "snapshot" }));
    await page.locator(".badge-snapshot").waitFor();
    assert.equal(await badge(), "Snapshot");
  });

  it("keeps the content while it reconnects, and catches up from where it was", async () => {
    page = await fixture.open(secret);
    await page.getByText("The plan").waitFor();
    const before = fixture.server.connections.length;
    fixture.server.opening = [
      ...opening([], {}, 2).slice(0, 1),
      batch(1, text("msg_1", "prt_2", "More of it")),
    ];
    fixture.server.refusal = { status: 503, code: "unavailable" };
    fixture.server.drop();
    await page.getByText("The service cannot answer now.").waitFor();
    assert.equal(await page.getByText("The plan").count(), 1);
    fixture.server.refusal = undefined;
    // On a slow machine it is back before anybody can ask for it.
    await Promise.race([
      page.getByRole("button", { name: "Retry" }).click(),
      page.getByText("More of it").waitFor(),
    ]);
    await page.getByText("More of it").waitFor();
    assert.equal(await page.getByText("The service cannot answer now.").count(), 0);
    assert.deepEqual([...new Set(fixture.server.connections.slice(before))], [1]);
  });

  it("follows anew from the beginning when an append does not fit", async () => {
    page = await fixture.open(secret);
    await page.getByText("The plan").waitFor();
    const before = fixture.server.connections.length;
    const key = "session/part/ses_sample/msg_1/prt_1";
    fixture.server.send(batch(1, { key, append: { path: ["text"], at: 99, text: "?" } }));
    await page.getByLabel("Loading the shared session").waitFor();
    await page.getByText("The plan").waitFor();
    assert.deepEqual(fixture.server.connections.slice(before), [0]);
  });

  it("forgets everything when the owner stops sharing", async () => {
    page = await fixture.open(secret);
    await page.getByText("The plan").waitFor();
    fixture.server.drop("revoked");
    await page.getByRole("heading", { name: "The owner has stopped sharing this session." }).waitFor();
    assert.doesNotMatch(await page.content(), /plan/i);
    assert.equal(await page.title(), "OpenCode Share");
  });

  const refusals = [
    { status: 410, code: "revoked", says: "The owner has stopped sharing this session." },
    { status: 410, code: "expired", says: "This link has expired." },
    { status: 404, code: "not_found", says: "There is no such shared session." },
    { status: 403, code: "forbidden", says: "This session is not shared with you." },
  ];
  for (const { status, code, says } of refusals)
    it(`tells why a share cannot be opened: ${code}`, async () => {
      page = await fixture.open([], { path: "/share/not-yet" });
      fixture.server.refusal = { status, code };
      await page.goto(`${fixture.url}/share/${SHARE_ID}`);
      await page.getByRole("heading", { name: says }).waitFor();
      assert.equal(await page.locator(".badge, .banner").count(), 0);
    });

  for (const path of ["/share/short", "/share/..%2f..%2fetc", `/share/${"x".repeat(44)}`])
    it(`tells that ${path} is no link`, async () => {
      page = await fixture.open([], { path });
      await page.getByRole("heading", { name: "This link is not complete." }).waitFor();
    });

  for (const path of [`/s/${SHARE_ID}`, `/shared/${SHARE_ID}`, `/share/${SHARE_ID}?from=mail#x`])
    it(`opens ${path}`, async () => {
      page = await fixture.open(secret, { path });
      await page.getByText("The plan").waitFor();
    });
});

describe("the page below a base path", () => {
  it("finds its files and its service there", async () => {
    const fixture = await PageFixture.create("/tools/share");
    try {
      const page = await fixture.open(opening([user("msg_1"), text("msg_1", "p", "Hello")]));
      await page.getByText("Hello").waitFor();
      const link = page.getByRole("link", { name: "Open in VS Code" });
      const service = encodeURIComponent(fixture.url);
      assert.equal(
        await link.getAttribute("href"),
        `vscode://opencode-share.opencode-share/share/${SHARE_ID}?service=${service}`,
      );
      assert.deepEqual(fixture.server.missed, []);
    } finally {
      await fixture.dispose();
    }
  });
});
