import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { type OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { launchBrowser } from "../../fixtures/browser.ts";
import { TcpLine } from "../../fixtures/tcp-line.ts";
import { PageFixture } from "../test/page-fixture.ts";
import { RealService } from "../test/real-service.ts";
import { opening, SESSION, text, user } from "../test/sample.ts";

/** What the slow line brings, bytes per ms. */
const SLOW = 100;

describe("the page on a line", () => {
  let service: RealService;
  let line: TcpLine;
  let owner: ServiceClient;
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await page?.close();
    await line?.close();
    await service?.stop();
  });
  after(() => browser?.close());

  async function open(words: readonly string[], bytesPerMs?: number): Promise<OwnerCredentials> {
    let target = "";
    line = await TcpLine.open(() => target, bytesPerMs);
    service = await RealService.start(line.url);
    target = service.served.url;
    owner = new ServiceClient(target, { token: () => service.served.token });
    const shared = await owner.create({ sessionId: SESSION, title: "Plans", audience: "link" });
    await owner.sync(shared, { entries: [user("msg_1")] });
    for (const [n, said] of words.entries()) await goOn(shared, `prt_${100 + n}`, said);
    page = await browser.newPage();
    await page.goto(`${line.url}/share/${shared.shareId}`);
    return shared;
  }
  const goOn = (shared: OwnerCredentials, id: string, words: string) =>
    owner.sync(shared, { entries: [text("msg_1", id, words)] });
  const shows = (words: string) => page.getByText(words).waitFor();
  const badge = (words: string) => page.locator(".badge", { hasText: words }).waitFor();

  it("that has gone without a word shows what it has missed, and is live again", async () => {
    const shared = await open(["The plan"]);
    await shows("The plan");
    await badge("Live");
    line.goSilent();
    await goOn(shared, "prt_200", "Step two");
    await shows("Step two");
    await badge("Live");
    await goOn(shared, "prt_201", "Step three");
    await shows("Step three");
  });

  it("that has gone without a word forgets everything when the owner has stopped sharing", async () => {
    const shared = await open(["The plan"]);
    await badge("Live");
    line.goSilent();
    await owner.remove(shared);
    await page.getByRole("heading", { name: "The owner has stopped sharing this session." }).waitFor();
    assert.doesNotMatch(await page.content(), /The plan/);
  });

  it("that is slow shows what has come before all has, and is live then, whatever is under way", async () => {
    const long = (words: string) => `${words}\n\n${"x ".repeat(20_000)}`;
    const shared = await open(
      Array.from({ length: 20 }, (_, n) => long(`Step ${n}.`)),
      SLOW,
    );
    await shows("Step 0.");
    assert.equal(await page.getByText("Step 19.").count(), 0);
    await shows("Step 19.");
    await badge("Live");
    const lines = line.accepted;
    // It takes longer than the line may be silent.
    await goOn(shared, "prt_200", `Large.\n\n${"y ".repeat(300_000)}`);
    await shows("Large.");
    assert.equal(line.accepted, lines);
    await badge("Live");
  });
});

describe("the page of a service that wants to be left alone", () => {
  it("looks at once when the network is back", async () => {
    const fixture = await PageFixture.create();
    try {
      const refusal = { status: 429, code: "too_many_requests", retryAfter: 3600 };
      const plan = opening([user("msg_1"), text("msg_1", "prt_1", "The plan")]);
      const page = await fixture.open(plan, { refusal });
      await page.getByRole("heading", { name: "Too many requests came from here." }).waitFor();
      fixture.server.refusal = undefined;
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await page.getByText("The plan").waitFor();
    } finally {
      await fixture.dispose();
    }
  });
});
