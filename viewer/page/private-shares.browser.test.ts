import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { ServiceClient } from "../../client/service-client.ts";
import { launchBrowser } from "../../fixtures/browser.ts";
import { RealService, type Served } from "../test/real-service.ts";

describe("the page of a share that belongs to somebody, on a real service", () => {
  let service: RealService;
  let served: Served;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    service = await RealService.start();
    served = service.served;
    browser = await launchBrowser();
  });
  afterEach(() => context.close());
  after(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function open(share: keyof Served["shares"], who?: keyof Served["cookies"]): Promise<void> {
    context = await browser.newContext();
    if (who) await context.addCookies([{ ...served.cookies[who], url: served.url }]);
    page = await context.newPage();
    await page.goto(`${served.url}/share/${served.shares[share]}`);
  }
  const heading = (name: string) => page.getByRole("heading", { name }).waitFor();
  const plan = () => page.getByText("The plan").waitFor();
  const enter = async (password: string) => {
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
  };

  it("asks who is not signed in to sign in, and to come back", async () => {
    await open("org");
    await heading("Sign in to read this session.");
    const link = page.getByRole("link", { name: "Sign in" });
    const here = encodeURIComponent(`/share/${served.shares.org}`);
    assert.equal(await link.getAttribute("href"), `${served.url}/auth/login?return=${here}`);
    assert.doesNotMatch(await page.content(), /plan|Secret|Ann/);
  });

  it("shows it to a colleague, and whom it takes them for", async () => {
    await open("org", "bob");
    await plan();
    await page.locator(".account", { hasText: "Bob Example" }).waitFor();
  });

  it("tells somebody of another organisation that it is shared inside one, and nothing else", async () => {
    await open("org", "eve");
    await heading("This session is not shared with you.");
    await page.getByText("This session is shared inside another organisation. Ask its owner").waitFor();
    await page.locator(".account", { hasText: "Eve Elsewhere" }).waitFor();
    await page.getByRole("button", { name: "Sign in as somebody else" }).waitFor();
    assert.doesNotMatch(await page.content(), /plan|Secret|Ann|acme/);
  });

  it("tells a colleague who is not named that it is not shared with them", async () => {
    await open("people", "bob");
    await heading("This session is not shared with you.");
    await page.getByText("Its owner has limited who can read it.").waitFor();
  });

  it("notices, while it asks for a password, that the share is over", async () => {
    const ann = new ServiceClient(served.url, { token: () => served.token });
    const request = { sessionId: "ses_1", title: "T", audience: "link", password: "correct horse" } as const;
    const share = await ann.create(request);
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${served.url}/share/${share.shareId}`);
    await page.getByLabel("Password").waitFor();
    await ann.remove(share);
    await heading("The owner has stopped sharing this session.");
  });

  it("asks for the password, says when it is wrong, and goes on by itself when it is right", async () => {
    await open("password");
    await heading("This session has a password.");
    await enter("wrong horse");
    await page.getByRole("alert").getByText("This is not the password. Check it and try again.").waitFor();
    const field = page.getByLabel("Password");
    assert.equal(await field.evaluate((input) => input === document.activeElement), true);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await enter(served.password);
    await plan();
  });

  it("says when to try again after too many passwords", async () => {
    await open("guessed");
    for (let n = 0; n < 3; n++) {
      // The words of the try before still stand there.
      const answered = page.waitForResponse(/\/open$/);
      await enter(`wrong horse ${n}`);
      assert.equal((await answered).status(), 401);
      await page.getByRole("alert").getByText("This is not the password.").waitFor();
    }
    await enter(served.password);
    await page.getByText(/Too many tries\. Try again in (60|59) minutes\./).waitFor();
    assert.equal(await page.getByText("The plan").count(), 0);
  });

  it("opens a counted view at the word alone, once, and can be read again in the same browser", async () => {
    await open("views");
    await heading("This session can be opened only so many times.");
    await page.reload();
    await page.getByRole("button", { name: "Open" }).dblclick();
    await plan();
    await page.reload();
    await plan();
    await context.close();
    await open("views");
    await page.getByRole("button", { name: "Open" }).click();
    await heading("This link has expired.");
    await page.getByText("This session was opened as often as its owner allowed.").waitFor();
  });

  const openOnce = (request: Request) =>
    fetch(request.url(), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: request.postData(),
    });
  it("opens a counted view once for a browser that asks in two tabs at once, or is loaded again meanwhile", async () => {
    await open("viewsOfTabs");
    const second = await context.newPage();
    await second.goto(page.url());
    const clickIn = (tab: Page) => tab.getByRole("button", { name: "Open" }).click();
    await context.route(/\/open$/, async (route) => {
      // The service gets it, and the page never hears of it.
      const { status } = await openOnce(route.request());
      assert.equal(status, 200);
      await route.abort();
    });
    await clickIn(page);
    await page.getByRole("alert").getByText("The service cannot be reached.").waitFor();
    await context.unroute(/\/open$/);
    await page.reload();
    await Promise.all([clickIn(page), clickIn(second)]);
    await plan();
    await second.getByText("The plan").waitFor();
  });

  it("opens a counted view once where the browser keeps nothing", async () => {
    context = await browser.newContext();
    await context.addInitScript(
      "Object.defineProperty(window, 'localStorage', { get() { throw new Error('kept out') } })",
    );
    page = await context.newPage();
    await page.goto(`${served.url}/share/${served.shares.viewsUnkept}`);
    await page.getByRole("button", { name: "Open" }).click();
    await plan();
  });

  it("can be used without a mouse", async () => {
    await open("views");
    await heading("This session can be opened only so many times.");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Open");
  });
});
