import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { launchBrowser } from "../../fixtures/browser.ts";
import { type Fault, FaultProxy } from "../../fixtures/fault-proxy.ts";
import type { CreateShareRequest } from "../../protocol/share.ts";
import { RealService } from "../test/real-service.ts";
import { SESSION, text, user } from "../test/sample.ts";

describe("the page where there is no live line", () => {
  let service: RealService;
  let proxy: FaultProxy;
  let owner: ServiceClient;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    let target = "";
    proxy = await FaultProxy.start(() => target);
    service = await RealService.start(proxy.url);
    target = service.served.url;
    owner = new ServiceClient(target, { token: () => service.served.token });
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await context?.close();
    proxy.cut();
  });
  after(async () => {
    await browser?.close();
    await proxy?.stop();
    await service?.stop();
  });

  /** Shares a session that says one thing, and opens its page. @param fault what becomes of upgrades */
  async function open(fault: Fault, fields: Partial<CreateShareRequest> = {}): Promise<OwnerCredentials> {
    proxy.fault = ({ isUpgrade }) => (isUpgrade ? fault : "pass");
    const shared = await owner.create({
      sessionId: SESSION,
      title: "Secret plans",
      audience: "link",
      ...fields,
    });
    await owner.sync(shared, { entries: [user("msg_1"), text("msg_1", "prt_1", "The plan")] });
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${proxy.url}/share/${shared.shareId}`);
    return shared;
  }
  const goOn = (shared: OwnerCredentials, id: string, words: string) =>
    owner.sync(shared, { entries: [text("msg_1", id, words)] });
  const shows = (words: string) => page.getByText(words, { exact: true }).waitFor();
  const badge = (words: string) => page.locator(".badge", { hasText: words }).waitFor();
  const heading = (name: string) => page.getByRole("heading", { name }).waitFor();
  const POLLING = "Updates every few seconds";

  for (const [what, fault] of [
    ["refuses upgrades", { status: 403, body: "<h1>Blocked</h1>" }],
    ["swallows upgrades", "hang"],
  ] as const)
    it(`shows what there is behind a proxy that ${what}, says how it is kept up to date, and is`, async () => {
      const shared = await open(fault);
      await shows("The plan");
      await goOn(shared, "prt_2", "Step two");
      await shows("Step two");
      await badge(POLLING);
      assert.equal(await page.locator(".banner").count(), 0);
      await goOn(shared, "prt_3", "Step three");
      await shows("Step three");
      await shows("The plan");
      assert.equal((await owner.info(shared)).opens, 1);
    });

  it("is live as soon as a line can be had", async () => {
    const shared = await open({ status: 502 });
    await badge(POLLING);
    proxy.fault = () => "pass";
    await badge("Live");
    await goOn(shared, "prt_2", "Step two");
    await shows("Step two");
  });

  it("asks nothing while nobody looks at it, and at once when somebody comes back", async () => {
    const shared = await open({ status: 403 });
    await badge(POLLING);
    const look = (state: string) =>
      page.evaluate((visibilityState) => {
        Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await look("hidden");
    await goOn(shared, "prt_2", "Step two");
    // Longer than the first pauses while somebody looks.
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    assert.equal(await page.getByText("Step two").count(), 0);
    await look("visible");
    await shows("Step two");
  });

  it("forgets everything when the owner stops sharing", async () => {
    const shared = await open({ status: 403 });
    await badge(POLLING);
    await owner.remove(shared);
    await heading("The owner has stopped sharing this session.");
    assert.doesNotMatch(await page.content(), /The plan|Secret/);
  });

  it("asks for a password that is set meanwhile, and reads on with it", async () => {
    const shared = await open({ status: 403 });
    await badge(POLLING);
    await owner.update(shared, { password: "correct horse" });
    await heading("This session has a password.");
    assert.doesNotMatch(await page.content(), /The plan|Secret/);
    await page.getByLabel("Password").fill("correct horse");
    await page.keyboard.press("Enter");
    await shows("The plan");
    await badge(POLLING);
  });

  it("opens a counted view once, and reads on without using up another", async () => {
    const shared = await open({ status: 403 }, { maxViews: 1 });
    await heading("This session can be opened only so many times.");
    await page.getByRole("button", { name: "Open" }).click();
    await shows("The plan");
    await goOn(shared, "prt_2", "Step two");
    await shows("Step two");
    const { access, opens } = await owner.info(shared);
    assert.deepEqual([access.views, opens], [1, 1]);
  });
});
