import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { DAY_MS } from "../../../primitives/durations.ts";
import type { StartDeviceResponse } from "../../../protocol/device.ts";
import { PERSONAL_TOKEN_PREFIX } from "../../../protocol/identity.ts";
import { hashSecret } from "../../identity/tokens.ts";
import { assertError } from "../../testing/assert-error.ts";
import { SignInFixture } from "../../testing/sign-in.ts";
import { TestApp } from "../../testing/test-app.ts";

describe("signing in a program through the browser", () => {
  const HOME = "https://share.test";
  let fixture: SignInFixture;
  let token: string;
  beforeEach(async () => {
    fixture = await SignInFixture.start();
    token = PERSONAL_TOKEN_PREFIX + randomBytes(32).toString("base64url");
  });
  afterEach(() => fixture.close());

  const post = (body: object) => fixture.service.app.inject({ method: "POST", url: "/auth/device", body });
  const begin = async (label = "VS Code on thinkpad"): Promise<StartDeviceResponse> => {
    const response = await post({ tokenHash: hashSecret(token), label });
    assert.equal(response.statusCode, 201, response.body);
    return response.json<StartDeviceResponse>();
  };
  const poll = () =>
    fixture.service.app.inject({ url: "/api/me", headers: { authorization: `Bearer ${token}` } });
  const allow = { request: "" };
  const press = (browser: Awaited<ReturnType<SignInFixture["signedIn"]>>, what: "allow" | "deny") => {
    const request = /name="request" value="([^"]+)"/.exec(browser.page?.text ?? "")?.[1] ?? "";
    return browser.submit({ ...allow, request }, `/auth/device/${what}`);
  };

  it("asks the person to sign in, shows the same code and label, and lets the token count", async () => {
    const started = await begin();
    assert.match(started.code, /^[B-Z]{4}-[B-Z]{4}$/);
    assert.equal(started.expiresAt, fixture.service.clock.now + 600_000);
    assertError(await poll(), 401, "unauthorized");

    const browser = fixture.browser();
    await browser.open(started.signInUrl);
    await browser.submit({ person: "cid" });
    assert.equal(browser.page?.url.href, started.signInUrl);
    assert.ok(browser.page?.text.includes(`<code>${started.code}</code>`));
    assert.ok(browser.page?.text.includes("VS Code on thinkpad"));
    assert.ok(browser.page?.text.includes("Cid Acme"));
    assertError(await poll(), 401, "unauthorized");

    const { status, text } = await press(browser, "allow");
    assert.equal(status, 200, text);
    assert.match(text, /is signed in/);
    const { user } = (await poll()).json();
    assert.deepEqual([user.id, user.org, user.email], ["cid", "acme", "cid@acme.test"]);
    assert.deepEqual(await fixture.audited(), ["signed-in cid", "token.created cid"]);
  });

  it("lasts 90 days, or until the program signs out", async () => {
    const { signInUrl } = await begin();
    const browser = await fixture.signedIn("cid");
    await browser.open(signInUrl);
    await press(browser, "allow");
    fixture.service.clock.now += 90 * DAY_MS - 1;
    assert.equal((await poll()).statusCode, 200);
    const out = await fixture.service.app.inject({
      method: "DELETE",
      url: "/api/me/token",
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(out.statusCode, 204);
    assertError(await poll(), 401, "unauthorized");
    assert.deepEqual((await fixture.audited()).at(-1), "token.revoked cid");
  });

  it("ends by itself after 90 days", async () => {
    const { signInUrl } = await begin();
    const browser = await fixture.signedIn("cid");
    await browser.open(signInUrl);
    await press(browser, "allow");
    fixture.service.clock.now += 90 * DAY_MS;
    assertError(await poll(), 401, "unauthorized");
  });

  it("leaves the token without worth when the person denies", async () => {
    const { signInUrl } = await begin();
    const browser = await fixture.signedIn("cid");
    await browser.open(signInUrl);
    assert.match((await press(browser, "deny")).text, /was not signed in/);
    assertError(await poll(), 401, "unauthorized");
    assert.deepEqual(await fixture.audited(), ["signed-in cid"]);
  });

  it("is over after ten minutes, also for a page that is open already", async () => {
    const { signInUrl } = await begin();
    const browser = await fixture.signedIn("cid");
    await browser.open(signInUrl);
    fixture.service.clock.now += 600_000;
    assert.equal((await press(browser, "allow")).status, 410);
    assert.equal((await browser.open(signInUrl)).status, 410);
    assertError(await poll(), 401, "unauthorized");
  });

  it("counts once: a second answer changes nothing, not even after the token was revoked", async () => {
    const { signInUrl } = await begin();
    const browser = await fixture.signedIn("cid");
    const other = await fixture.signedIn("dora");
    for (const who of [browser, other]) await who.open(signInUrl);
    await press(browser, "allow");
    assert.equal((await press(other, "allow")).status, 409);
    assert.equal((await poll()).json().user.id, "cid");
    await fixture.service.stores.tokens.revoke(hashSecret(token));
    await browser.open(signInUrl);
    assert.equal((await press(browser, "allow")).status, 409);
    assertError(await poll(), 401, "unauthorized");
  });

  it("cannot be allowed by another site's page, or without a session, or by a token instead of one", async () => {
    const { signInUrl } = await begin();
    const request = new URL(signInUrl).searchParams.get("request") ?? "";
    const browser = await fixture.signedIn("cid");
    const url = `${HOME}/auth/device/allow`;
    for (const origin of ["https://evil.test", "null", "https://share.test.evil.test", "http://share.test"]) {
      const { status } = await browser.post(url, { request }, { origin });
      assert.equal(status, 403, origin);
    }
    const stranger = fixture.browser();
    assert.match((await stranger.post(url, { request })).text, /Who are you\?/);
    const authorization = `Bearer ${await fixture.service.token({ id: "bob" })}`;
    assert.match((await fixture.browser().post(url, { request }, { authorization })).text, /Who are you\?/);
    assertError(await poll(), 401, "unauthorized");
  });

  it("takes only requests that the service has sealed", async () => {
    const browser = await fixture.signedIn("cid");
    const session = browser.cookie(HOME, "__Host-ocs_session") ?? "";
    for (const request of ["", "x", "a.b.c.d.e", session]) {
      const { status } = await browser.open(`${HOME}/auth/device?request=${request}`);
      assert.equal(status, 410);
      assert.equal((await browser.post(`${HOME}/auth/device/allow`, { request })).status, 410);
    }
    assert.equal((await browser.open(`${HOME}/auth/device`)).status, 410);
    assert.equal((await browser.open(`${HOME}/auth/device?request=a&request=b`)).status, 410);
  });

  it("shows a label as a text, and takes none that could deceive", async () => {
    const browser = await fixture.signedIn("cid");
    await browser.open((await begin("<img src=x onerror=alert(1)>\"'&")).signInUrl);
    assert.ok(!browser.page?.text.includes("<img"));
    const tokenHash = hashSecret(token);
    for (const label of ["", " ", "a\nb", "a\u202eb", "x".repeat(101), 7])
      assertError(await post({ tokenHash, label }), 400, "invalid_request");
    for (const hash of ["", "x", token, `${tokenHash}x`])
      assertError(await post({ tokenHash: hash, label: "x" }), 400, "invalid_request");
  });

  it("lets people sign out who are not the one to allow it, and somebody else go on", async () => {
    const { signInUrl } = await begin();
    const browser = await fixture.signedIn("cid");
    await browser.open(signInUrl);
    const { text } = await browser.submit({
      return: new URL(signInUrl).pathname + new URL(signInUrl).search,
    });
    assert.match(text, /Signed out/);
    const again = /href="([^"]+)"/.exec(text.slice(text.indexOf("<main>")))?.[1] ?? "";
    assert.equal(await fixture.me(browser), null);
    await browser.open(again.replaceAll("&#38;", "&"));
    assert.match(browser.page?.text ?? "", /Who are you\?/);
  });

  it("works below a base path", async () => {
    const below = await SignInFixture.start({ publicUrl: "https://tools.test/share" });
    const body = { tokenHash: hashSecret(token), label: "VS Code" };
    const { signInUrl } = (
      await below.service.app.inject({ method: "POST", url: "/auth/device", body })
    ).json();
    const browser = below.browser();
    await browser.open(signInUrl);
    await browser.submit({ person: "cid" });
    assert.equal(browser.page?.url.href, signInUrl);
    assert.equal(
      (await browser.submit({ request: new URL(signInUrl).searchParams.get("request") ?? "" })).status,
      200,
    );
    const me = await below.service.app.inject({
      url: "/api/me",
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(me.json().user.id, "cid");
    await below.close();
  });

  it("gives no token that outlives the one that the person signed in with", async () => {
    const service = await TestApp.build({ auth: "token" });
    const expiresAt = service.clock.now + DAY_MS;
    const { hash } = (
      await service.parts.tokens.create({
        user: { id: "ann", org: "acme", groups: [], role: "member" },
        label: "first",
        expiresAt,
      })
    ).record;
    const session = await service.parts.sessions.start({ tokenHash: hash, endsAt: expiresAt });
    const body = { tokenHash: hashSecret(token), label: "VS Code" };
    const { signInUrl } = (await service.app.inject({ method: "POST", url: "/auth/device", body })).json();
    const allowed = await service.app.inject({
      method: "POST",
      url: "/auth/device/allow",
      headers: { origin: HOME, cookie: `__Host-ocs_session=${session.sealed}` },
      body: { request: new URL(signInUrl).searchParams.get("request") },
    });
    assert.equal(allowed.statusCode, 200);
    assert.equal((await service.stores.tokens.find(hashSecret(token)))?.expiresAt, expiresAt);
    await service.app.close();
  });

  it("is refused where nobody signs in, and by what is no personal token", async () => {
    const open = await TestApp.build();
    const body = { tokenHash: hashSecret(token), label: "VS Code" };
    assertError(await open.app.inject({ method: "POST", url: "/auth/device", body }), 403, "not_allowed");
    await open.app.close();
    const { id_token } = await fixture.provider.tokensOf("cid");
    const end = (headers: Record<string, string>) =>
      fixture.service.app.inject({ method: "DELETE", url: "/api/me/token", headers });
    assertError(await end({}), 401, "sign_in_required");
    assertError(await end({ authorization: `Bearer ${id_token}` }), 401, "unauthorized");
  });
});
