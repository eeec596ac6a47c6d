import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../fixtures/chromium.ts";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { routes } from "../protocol/routes.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { root } from "../tools/root.ts";
import { takeFailurePictures } from "./driver/failure-pictures.ts";

const CLI = path.join(root, "dist/service/admin.js");

describe("an admin in a browser", () => {
  const temp = makeTempFolder("admin-e2e");
  const dataDir = path.join(temp.path, "service");
  const tokens: Record<string, string> = {};
  const problems: string[] = [];
  let service: ServiceProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    for (const [name, org, role] of [
      ["ann", "acme", []],
      ["eve", "evil", []],
      ["boss", "acme", ["--org-admin"]],
      ["root", "ops", ["--admin"]],
    ] as const)
      tokens[name] = admin("tokens", "create", "--user", name, "--org", org, ...role);
    service = await ServiceProcess.start({ dataDir, env: { SHARE_AUTH: "token" } });
    browser = await launchChromium();
  });

  takeFailurePictures(() => browser);
  afterEach(async () => {
    await page?.close();
    assert.deepEqual(problems.splice(0), []);
  });
  after(async () => {
    await browser?.close();
    await service?.stop();
    temp.remove();
  });

  function admin(...args: string[]): string {
    const env = { ...process.env, SHARE_DATA_DIR: dataDir };
    return execFileSync(process.execPath, [CLI, ...args], { env, encoding: "utf8", stdio: "pipe" }).trim();
  }

  async function share(name: string, fields: object = {}): Promise<{ shareId: string; shareUrl: string }> {
    const response = await fetch(service.url + routes.createShare.path, {
      method: "POST",
      headers: { authorization: `Bearer ${tokens[name]}`, "content-type": "application/json" },
      body: JSON.stringify({ sessionId: "ses_1", title: "TOP-TITLE", ...fields }),
    });
    return (await response.json()) as { shareId: string; shareUrl: string };
  }

  /** The page as somebody sees it: their token goes with every request, in place of a session's cookie. */
  async function open(name?: string, options: BrowserContextOptions = {}): Promise<void> {
    const signedIn = name ? { extraHTTPHeaders: { authorization: `Bearer ${tokens[name]}` } } : {};
    page = await browser.newPage({ ...signedIn, ...options });
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) problems.push(message.text());
    });
    await page.goto(`${service.url}/admin`);
  }

  const rows = () =>
    page.locator("section", { has: page.getByRole("heading", { name: "Shares" }) }).locator("tbody tr");
  const isGone = async (shareId: string) =>
    (await fetch(`${service.url}/api/sessions/shared/${shareId}`)).status === 410;

  it("is asked to sign in first, and then comes back here", async () => {
    await open();
    const href = await page.getByRole("link", { name: "Sign in" }).getAttribute("href");
    assert.equal(href, `${service.url}/auth/login?return=%2Fadmin`);
    assert.equal(await page.getByRole("table").count(), 0);
  });

  it("who is none is told so", async () => {
    await open("ann");
    await page.getByText("You are signed in as ann, who is not an admin.").waitFor();
  });

  it("finds shares by owner, organisation and link, and never sees a title or a link", async () => {
    const [ours, theirs] = [await share("ann"), await share("eve", { audience: "link" })];
    await open("root");
    await rows().nth(1).waitFor();
    const search = page.getByLabel("Owner, link or reference");
    await search.fill("ann");
    await search.press("Enter");
    await page.getByText("1 share", { exact: true }).waitFor();
    assert.match((await rows().first().textContent()) ?? "", /ann.*acme/);
    await search.fill(theirs.shareUrl);
    await page.getByRole("button", { name: "Search" }).click();
    await rows().filter({ hasText: "evil" }).waitFor();
    await search.fill("nobody");
    await search.press("Enter");
    await page.getByText("No share fits.").waitFor();
    const text = await page.content();
    for (const hidden of ["TOP-TITLE", ours.shareId, theirs.shareId]) assert.ok(!text.includes(hidden));
  });

  it("revokes with the keyboard alone, after being asked", async () => {
    const { shareId } = await share("eve");
    await open("root");
    const revoke = page.getByRole("button", { name: /^Revoke / }).first();
    await revoke.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText("This cannot be undone.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await revoke.evaluate((button) => button === document.activeElement), true);
    assert.equal(await isGone(shareId), false);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText(/^Share .* is revoked; its content is deleted\.$/).waitFor();
    assert.equal(await isGone(shareId), true);
    await page.getByRole("cell", { name: "share.revoked" }).first().waitFor();
  });

  it("is told when the service is away, and can try again", async () => {
    await share("ann");
    await open("root");
    const usage = page.getByRole("region", { name: "Usage" });
    await usage.getByRole("table").waitFor();
    await page.context().setOffline(true);
    await usage.getByRole("button", { name: "Load usage again" }).click();
    await usage.getByRole("alert").getByText("The service does not answer.").waitFor();
    await page.context().setOffline(false);
    await usage.getByRole("button", { name: "Load usage again" }).click();
    await usage.getByRole("alert").waitFor({ state: "detached" });
    await usage.getByRole("table").waitFor();
  });

  it("of an organisation sees what belongs to it, and no other", async () => {
    await share("eve");
    await share("ann");
    await open("boss");
    await rows().first().waitFor();
    await page.getByRole("cell", { name: "share.created" }).first().waitFor();
    const text = await page.locator("main").innerText();
    assert.match(text, /ann/);
    assert.doesNotMatch(text, /eve|evil/);
    assert.equal(await page.getByLabel("Organisation").count(), 0);
  });

  it("sees long lists a page at a time, in the dark, too", async () => {
    for (let n = 0; n < 101; n++) await share("ann");
    await open("boss", { colorScheme: "dark" });
    await rows().nth(99).waitFor();
    assert.equal(await rows().count(), 100);
    await page.getByRole("button", { name: "Show more" }).click();
    await rows().nth(100).waitFor();
    assert.equal(await page.getByRole("button", { name: "Show more" }).count(), 0);
  });
});
