import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PageFixture } from "../test/page-fixture.ts";
import { batch, info, opening, SHARE_ID, text, user } from "../test/sample.ts";
import type { Refusal } from "../test/share-server.ts";

const plan = opening([info({ title: "Secret plans" }), user("msg_1"), text("msg_1", "prt_1", "The plan")]);
const signIn: Refusal = { status: 401, code: "sign_in_required" };
const password: Refusal = { status: 401, code: "password_required" };
const counted: Refusal = { status: 401, code: "open_required" };

for (const base of ["", "/tools/share"])
  describe(`the ways on from a page${base && " below a base path"}`, () => {
    let fixture: PageFixture;
    let page: Page;

    before(async () => {
      fixture = await PageFixture.create(base);
    });
    beforeEach(() => {
      const { server } = fixture;
      server.auth = "oidc";
      server.user = null;
      server.closed = undefined;
    });
    afterEach(async () => {
      await page.close();
      assert.deepEqual(fixture.problems.splice(0), []);
      assert.deepEqual(fixture.strangers.splice(0), []);
      assert.deepEqual(fixture.server.missed, []);
    });
    after(() => fixture?.dispose());

    const heading = (name: string) => page.getByRole("heading", { name }).waitFor();
    const thePlan = () => page.getByText("The plan").waitFor();
    const enter = async (words: string) => {
      await page.getByLabel("Password").fill(words);
      await page.getByRole("button", { name: "Open" }).click();
    };

    it("sign somebody in and lead back", async () => {
      page = await fixture.open(plan, { refusal: signIn });
      await heading("Sign in to read this session.");
      await page.getByRole("link", { name: "Sign in" }).click();
      await thePlan();
      assert.equal(new URL(page.url()).pathname, `${base}/share/${SHARE_ID}`);
      await page.locator(".account", { hasText: "Ann Example" }).waitFor();
    });

    it("sign somebody out, and in as somebody else", async () => {
      fixture.server.user = fixture.server.signsInAs;
      const message = "This session is shared inside another organisation. Ask its owner for access.";
      page = await fixture.open(plan, { refusal: { status: 403, code: "forbidden", message } });
      await heading("This session is not shared with you.");
      await page.getByText(message).waitFor();
      await page.locator(".account", { hasText: "Ann Example" }).waitFor();
      await page.getByRole("button", { name: "Sign in as somebody else" }).click();
      await thePlan();
      assert.deepEqual(
        fixture.server.asked.filter((request) => request.includes("/auth/")),
        ["POST /auth/logout", "GET /auth/login"],
      );
    });

    it("open with the password", async () => {
      page = await fixture.open(plan, { refusal: password });
      await enter("correct horse");
      await thePlan();
      assert.deepEqual(
        fixture.server.asked.filter((request) => request.startsWith("POST")),
        [`POST /api/sessions/shared/${SHARE_ID}/open`],
      );
    });
  });

describe("a page that asks for something first", () => {
  let fixture: PageFixture;
  let page: Page;

  before(async () => {
    fixture = await PageFixture.create();
  });
  beforeEach(() => {
    fixture.server.auth = "none";
    fixture.server.user = null;
    fixture.server.closed = undefined;
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(fixture.problems.splice(0), []);
  });
  after(() => fixture?.dispose());

  const heading = (name: string) => page.getByRole("heading", { name }).waitFor();
  const alert = () => page.getByRole("alert");
  const field = () => page.getByLabel("Password");
  const enter = async (words: string) => {
    await field().fill(words);
    await page.keyboard.press("Enter");
  };

  it("asks the service nothing about people where it knows none", async () => {
    page = await fixture.open(plan);
    await page.getByText("The plan").waitFor();
    assert.deepEqual(fixture.server.asked, []);
    assert.equal(await page.locator(".account").count(), 0);
  });

  it("says nothing of people to who is not signed in", async () => {
    fixture.server.auth = "token";
    page = await fixture.open(plan);
    await page.getByText("The plan").waitFor();
    assert.deepEqual(fixture.server.asked, ["GET /api/me"]);
    assert.equal(await page.locator(".account").count(), 0);
  });

  it("signs out from the header", async () => {
    fixture.server.auth = "oidc";
    fixture.server.user = fixture.server.signsInAs;
    page = await fixture.open(plan);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.locator(".account").waitFor({ state: "detached" });
    await page.getByText("The plan").waitFor();
    assert.ok(fixture.server.asked.includes("POST /auth/logout"));
  });

  it("shows names and titles as the text they are", async () => {
    fixture.server.auth = "oidc";
    fixture.server.user = { ...fixture.server.signsInAs, name: "<img src=x onerror=executed=1>" };
    const title = "<img src=y onerror=executed=1>";
    page = await fixture.open(opening([info({ title }), user("msg_1")], { title }));
    await page.locator(".account", { hasText: "<img src=x" }).waitFor();
    await page.getByRole("heading", { name: title }).waitFor();
    assert.equal(await page.evaluate(() => "executed" in window), false);
    assert.equal(await page.locator("header img").count(), 0);
  });

  it("shows a service's words as the text they are", async () => {
    const message = "<script>executed=1</script><a href=https://evil.example>sign in</a>";
    page = await fixture.open(plan, { refusal: { status: 403, code: "forbidden", message } });
    await page.getByText("<script>executed=1</script>").waitFor();
    assert.equal(await page.getByRole("link").count(), 0);
  });

  it("keeps the focus in the field, selected, when the password is wrong", async () => {
    fixture.server.closed = { ...password, message: "This is not the password." };
    page = await fixture.open(plan, { refusal: password });
    await field().waitFor();
    assert.equal(await alert().textContent(), "");
    await enter("wrong horse");
    await alert().getByText("This is not the password.").waitFor();
    assert.equal(await field().evaluate((input) => input === document.activeElement), true);
    assert.equal(await alert().getAttribute("id"), await field().getAttribute("aria-describedby"));
    await page.keyboard.type("right horse");
    assert.equal(await field().inputValue(), "right horse");
  });

  const closed = [
    [{ status: 429, code: "too_many_requests", retryAfter: 42 }, "Too many tries. Try again in 42 seconds."],
    [{ status: 503, code: "unavailable" }, "The service cannot answer now. Try again in a moment."],
  ] as const;
  for (const [refusal, words] of closed)
    it(`says what to do when it cannot be opened now: ${refusal.code}`, async () => {
      fixture.server.closed = refusal;
      page = await fixture.open(plan, { refusal: password });
      await enter("correct horse");
      await alert().getByText(words).waitFor();
      fixture.server.closed = undefined;
      await page.getByRole("button", { name: "Open" }).click();
      await page.getByText("The plan").waitFor();
    });

  it("says that opening is counted, and opens at the word", async () => {
    page = await fixture.open(plan, { refusal: counted });
    await heading("This session can be opened only so many times.");
    await page.getByText("Nothing has been counted yet.").waitFor();
    assert.ok(!fixture.server.asked.some((request) => request.startsWith("POST")));
    await page.getByRole("button", { name: "Open" }).dblclick();
    await page.getByText("The plan").waitFor();
    assert.equal(fixture.server.asked.filter((request) => request.endsWith("/open")).length, 1);
  });

  for (const [what, refusal] of [
    ["the button", counted],
    ["the password", password],
  ] as const)
    it(`opens once by ${what}, however long the form would stand there after the answer`, async () => {
      page = await fixture.open(plan, { refusal });
      const button = page.getByRole("button", { name: "Open" });
      await button.waitFor();
      await page.evaluate(async () => {
        const open = () => document.querySelector<HTMLElement>(".end-form .button")?.click();
        const field = document.querySelector("input");
        if (field) field.value = "correct horse";
        window.requestAnimationFrame = () => 0;
        open();
        for (let wait = 0; wait < 20 && document.querySelector(".end-form"); wait++) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          open();
        }
      });
      await page.getByText("The plan").waitFor();
      assert.equal(fixture.server.asked.filter((request) => request.endsWith("/open")).length, 1);
    });

  it("says so when all views are used up", async () => {
    const message = "This session was opened as often as its owner allowed.";
    fixture.server.closed = { status: 410, code: "expired", message };
    page = await fixture.open(plan, { refusal: counted });
    await page.getByRole("button", { name: "Open" }).click();
    await heading("This link has expired.");
    await page.getByText(message).waitFor();
  });

  it("asks again when the password was changed while somebody read", async () => {
    page = await fixture.open(plan);
    await page.getByText("The plan").waitFor();
    fixture.server.refusal = password;
    fixture.server.drop("unauthorized");
    await heading("This session has a password.");
    assert.doesNotMatch(await page.content(), /The plan|Secret/);
    await enter("correct horse");
    await page.getByText("The plan").waitFor();
    fixture.server.send(batch(1, user("msg_2"), text("msg_2", "prt_1", "And more")));
    await page.getByText("And more").waitFor();
  });

  const busy = [
    [{ status: 503, code: "unavailable" }, "The service cannot answer now."],
    [{ status: 429, code: "too_many_requests", retryAfter: 60 }, "Too many requests came from here."],
    [{ status: 502, code: "nothing of ours" }, "The service cannot be reached."],
  ] as const;
  for (const [refusal, words] of busy)
    it(`says why nothing can be shown yet, and goes on when it can: ${refusal.status}`, async () => {
      page = await fixture.open(plan, { refusal });
      await heading(words);
      fixture.server.refusal = undefined;
      await page.getByRole("button", { name: "Retry" }).or(page.getByText("The plan")).first().click();
      await page.getByText("The plan").waitFor();
    });
});
