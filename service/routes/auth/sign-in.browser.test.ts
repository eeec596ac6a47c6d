import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../fixtures/browser.ts";
import { OidcFixture } from "../../../fixtures/oidc-provider.ts";
import type { StartDeviceResponse } from "../../../protocol/device.ts";
import { PERSONAL_TOKEN_PREFIX } from "../../../protocol/identity.ts";
import { hashSecret } from "../../identity/tokens.ts";
import { policyFileSchema, servicePolicy } from "../../policy/service-policy.ts";
import { type RunningService, startService } from "../../start-service.ts";
import { oidcConfigOf } from "../../testing/sign-in.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";

describe("signing in with a real browser, at a real provider", () => {
  let dataDir: string;
  let provider: OidcFixture;
  let service: RunningService;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    provider = await OidcFixture.start();
    const policy = servicePolicy("oidc", policyFileSchema.parse({}));
    dataDir = await mkdtemp(join(tmpdir(), "share-"));
    service = await startService({ dataDir, policy, oidc: oidcConfigOf(provider) });
    provider.addRedirectUri(`${service.url}/auth/callback`);
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", ({ message }) => problems.push(message));
  });
  afterEach(async () => {
    await page.close();
    // Chromium also complains of every answer that is an error, which some pages are.
    assert.deepEqual(
      problems.splice(0).filter((problem) => !problem.startsWith("Failed to load resource")),
      [],
    );
  });
  after(async () => {
    await browser?.close();
    await service?.close();
    await provider?.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  });

  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const me = async () => {
    const response = await page.request.get(`${service.url}/api/me`);
    return ((await response.json()) as { user: { id: string } | null }).user?.id;
  };

  it("comes back to where it began, signed in, and no script can read why", async () => {
    await page.goto(`${service.url}/auth/login?return=/healthz`);
    await press("cid");
    await page.waitForURL(`${service.url}/healthz`);
    assert.equal(await me(), "cid");
    assert.equal(await page.evaluate("document.cookie"), "");
  });

  it("says so calmly when somebody cancels or belongs to no organisation, and lets them try again", async () => {
    await page.goto(`${service.url}/auth/login`);
    await press("Cancel");
    await page.getByRole("heading", { name: "You were not signed in" }).waitFor();
    await page.getByRole("link", { name: "Sign in again" }).click();
    await press("homeless");
    await page.getByRole("alert").getByText("the claim “org” is missing").waitFor();
    await page.getByRole("link", { name: "Sign in again" }).click();
    await press("dora");
    await page.waitForURL(`${service.url}/`);
    assert.equal(await me(), "dora");
  });

  it("lets an editor in: the same code on both sides, one click, and the token counts", async () => {
    const token = PERSONAL_TOKEN_PREFIX + randomBytes(32).toString("base64url");
    const response = await page.request.post(`${service.url}/auth/device`, {
      data: { tokenHash: hashSecret(token), label: "VS Code on thinkpad" },
    });
    const { signInUrl, code } = (await response.json()) as StartDeviceResponse;
    const poll = () => fetch(`${service.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await poll()).status, 401);

    await page.goto(signInUrl);
    await press("ann");
    await page.getByRole("heading", { name: "Allow “VS Code on thinkpad”?" }).waitFor();
    assert.equal(await page.getByRole("code").textContent(), code);
    await press("Allow");
    await page.getByRole("heading", { name: "Allowed" }).waitFor();
    const { user } = (await (await poll()).json()) as { user: { id: string; role: string } };
    assert.deepEqual([user.id, user.role], ["ann", "admin"]);

    await page.goto(signInUrl);
    await press("Allow");
    await page.getByRole("heading", { name: "This request was answered already" }).waitFor();
    await page.goto(signInUrl);
    await press("Deny");
    await page.getByRole("heading", { name: "Denied" }).waitFor();
    await page.goto(signInUrl);
    await press("Sign out");
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    assert.equal(await me(), undefined);
    assert.equal((await poll()).status, 200);
  });

  for (const colorScheme of ["light", "dark"] as const)
    it(`can be read in ${colorScheme} colours`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${service.url}/auth/device`);
      const text = await page.evaluate("getComputedStyle(document.body).color");
      assert.equal(text, colorScheme === "dark" ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)");
    });
});

describe("signing in with a real browser, by a token", () => {
  const newFolder = temporaryFolders();

  it("takes the token from the form, and says what is wrong with another", async () => {
    const policy = servicePolicy("token", policyFileSchema.parse({}));
    const service = await startService({ dataDir: newFolder(), policy });
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${service.url}/auth/login?return=/healthz`);
      await page.getByLabel("Personal token").fill(`${PERSONAL_TOKEN_PREFIX}${"x".repeat(43)}`);
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("You are not signed in").waitFor();
      assert.equal(page.url(), `${service.url}/auth/login`);
    } finally {
      await browser.close();
      await service.close();
    }
  });
});
