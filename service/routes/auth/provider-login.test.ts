import assert from "node:assert/strict";
import { OidcFixture, people } from "../../../fixtures/oidc-provider.ts";
import { oidcConfigOf, SignInFixture } from "../../testing/sign-in.ts";
import { TestApp } from "../../testing/test-app.ts";

describe("signing in at a provider", () => {
  let fixture: SignInFixture;
  afterEach(() => fixture.close());
  const HOME = "https://share.test";
  const login = (returnTo = "/") => `${HOME}/auth/login?return=${encodeURIComponent(returnTo)}`;
  const CALLBACK = `${HOME}/auth/callback`;

  it("ends where it began, with a session of who the provider says it is", async () => {
    fixture = await SignInFixture.start();
    const browser = fixture.browser();
    await browser.open(login("/healthz?a=1&b=2"));
    const { url, status } = await browser.submit({ person: "ann" });
    assert.equal(url.href, `${HOME}/healthz?a=1&b=2`);
    assert.equal(status, 200);
    assert.deepEqual(await fixture.me(browser), {
      id: "ann",
      name: "Ann Acme",
      email: "ann@acme.test",
      org: "acme",
      groups: ["dev", "share-admins"],
      role: "admin",
    });
    assert.deepEqual(await fixture.audited(), ["signed-in ann"]);
  });

  it("keeps the session out of reach of scripts, other sites and other hosts", async () => {
    fixture = await SignInFixture.start();
    const browser = await fixture.signedIn("cid");
    const cookies = browser.received.filter((line) => line.startsWith("__Host-"));
    assert.ok(cookies.some((line) => line.startsWith("__Host-ocs_session=")));
    assert.ok(cookies.some((line) => line.startsWith("__Host-ocs_login=")));
    for (const line of cookies) {
      for (const part of ["; Path=/;", "; HttpOnly", "; Secure", "; SameSite=Lax"])
        assert.ok(`${line};`.includes(part), line);
      assert.ok(!/; Domain=/i.test(line), line);
    }
    assert.equal(browser.cookie(HOME, "__Host-ocs_login"), undefined);
    const plain = await fixture.service.app.inject({
      url: "/api/me",
      headers: { cookie: `ocs_session=${browser.cookie(HOME, "__Host-ocs_session")}` },
    });
    assert.deepEqual(plain.json(), { user: null });
  });

  const roles = [
    ["ann", "acme", "admin", "ann@acme.test"],
    ["bob", "acme", "orgAdmin", "bob@acme.test"],
    ["cid", "acme", "member", "cid@acme.test"],
    ["dora", "blue", "member", "dora@blue.test"],
    ["unverified", "acme", "member", undefined],
  ] as const;
  for (const claimsIn of ["idToken", "userinfo"] as const)
    it(`knows organisation, role and verified address from the ${claimsIn}`, async () => {
      fixture = await SignInFixture.start({ claimsIn });
      for (const [person, org, role, email] of roles) {
        const user = (await fixture.me(await fixture.signedIn(person))) as Record<string, unknown>;
        assert.deepEqual([user.id, user.org, user.role, user.email], [person, org, role, email]);
      }
    });

  it("refuses who belongs to no organisation, and says which claim is missing", async () => {
    fixture = await SignInFixture.start();
    const browser = await fixture.signedIn("homeless");
    assert.equal(browser.page?.status, 403);
    assert.match(browser.page?.text ?? "", /the claim “org” is missing/);
    assert.equal(await fixture.me(browser), null);
    assert.deepEqual(await fixture.audited(), []);
  });

  it("says so when somebody cancels at the provider", async () => {
    fixture = await SignInFixture.start();
    const browser = await fixture.signedIn("");
    assert.equal(browser.page?.status, 403);
    assert.match(browser.page?.text ?? "", /cancelled or refused/);
    assert.match(browser.page?.text ?? "", /href="https:\/\/share\.test\/auth\/login"/);
    assert.equal(await fixture.me(browser), null);
  });

  it("works below a base path, where cookies keep to it", async () => {
    const publicUrl = "https://tools.test/share";
    fixture = await SignInFixture.start({ publicUrl });
    const browser = fixture.browser();
    await browser.open(`${publicUrl}/auth/login?return=/share/healthz`);
    const { url, status } = await browser.submit({ person: "cid" });
    assert.deepEqual([url.href, status], [`${publicUrl}/healthz`, 200]);
    assert.equal(((await fixture.me(browser)) as { id: string }).id, "cid");
    const session = browser.received.find((line) => line.startsWith("ocs_session="));
    assert.match(session ?? "", /; Path=\/share; .*Secure/);
    assert.equal(browser.cookies("https://tools.test/other"), "");
  });

  describe("with a callback that is not what was begun", () => {
    /** Signs in up to the callback, without opening it. */
    async function upToCallback(person = "cid") {
      fixture = await SignInFixture.start();
      const browser = fixture.browser(CALLBACK);
      await browser.open(login());
      const { url } = await browser.submit({ person });
      assert.ok(url.searchParams.get("code"));
      const other = fixture.browser();
      const cookie = browser.cookie(HOME, "__Host-ocs_login") ?? "";
      other.setCookie(HOME, "__Host-ocs_login", cookie);
      return { url, browser: other, cookie };
    }

    it("finishes when nothing was changed, so the others fail for their reason", async () => {
      const { url, browser } = await upToCallback();
      assert.equal((await browser.open(url.href)).url.href, `${HOME}/`);
    });

    const changes: [string, (url: URL) => void][] = [
      ["another state", (url) => url.searchParams.set("state", "x".repeat(43))],
      ["no state", (url) => url.searchParams.delete("state")],
      ["two states", (url) => url.searchParams.append("state", url.searchParams.get("state") ?? "")],
      ["another code", (url) => url.searchParams.set("code", "x".repeat(43))],
      ["no code", (url) => url.searchParams.delete("code")],
      ["another issuer", (url) => url.searchParams.set("iss", "https://evil.test")],
    ];
    for (const [name, change] of changes)
      it(`refuses ${name}`, async () => {
        const { url, browser } = await upToCallback();
        change(url);
        const { status, text } = await browser.open(url.href);
        assert.equal(status, 400, text);
        assert.match(text, /You were not signed in/);
        assert.equal(await fixture.me(browser), null);
      });

    it("refuses a browser that did not begin it", async () => {
      const { url, browser } = await upToCallback();
      browser.setCookie(HOME, "__Host-ocs_login", "");
      assert.equal((await browser.open(url.href)).status, 400);
    });

    it("refuses a browser that began another sign-in", async () => {
      const { url, browser } = await upToCallback();
      await browser.open(login());
      assert.equal((await browser.open(url.href)).status, 400);
      assert.equal(await fixture.me(browser), null);
    });

    it("refuses one that took too long", async () => {
      const { url, browser } = await upToCallback();
      fixture.service.clock.now += 10 * 60 * 1000;
      assert.equal((await browser.open(url.href)).status, 400);
    });

    it("refuses a second time, even with the cookie of the first", async () => {
      const { url, browser, cookie } = await upToCallback();
      await browser.open(url.href);
      assert.equal((await browser.open(url.href)).status, 400);
      const thief = fixture.browser();
      thief.setCookie(HOME, "__Host-ocs_login", cookie);
      assert.equal((await thief.open(url.href)).status, 400);
      assert.equal(await fixture.me(thief), null);
    });

    for (const field of ["nonce", "verifier", "state"] as const)
      it(`refuses another ${field} than the one that was sealed`, async () => {
        const { url, browser, cookie } = await upToCallback();
        const { seal } = fixture.service.parts;
        const pending = (await seal.open("login", cookie)) ?? {};
        const { aud: _aud, exp = 0, ...rest } = pending;
        const other = await seal.seal("login", { ...rest, [field]: "x".repeat(43) }, exp * 1000);
        browser.setCookie(HOME, "__Host-ocs_login", other);
        const { status, text } = await browser.open(url.href);
        assert.equal(status, 400, text);
        assert.equal(await fixture.me(browser), null);
      });
  });

  it("gives a new session at each sign-in and ends the former, so that none can be planted", async () => {
    fixture = await SignInFixture.start();
    const attacker = await fixture.signedIn("dora");
    const planted = attacker.cookie(HOME, "__Host-ocs_session") ?? "";
    const victim = fixture.browser();
    victim.setCookie(HOME, "__Host-ocs_session", planted);
    await victim.open(login());
    await victim.submit({ person: "cid" });
    assert.notEqual(victim.cookie(HOME, "__Host-ocs_session"), planted);
    assert.equal(((await fixture.me(victim)) as { id: string }).id, "cid");
    assert.equal(await fixture.me(attacker), null);
  });

  it("ends a session after eight hours", async () => {
    fixture = await SignInFixture.start();
    const browser = await fixture.signedIn("cid");
    fixture.service.clock.now += 8 * 60 * 60 * 1000 - 2_000;
    assert.notEqual(await fixture.me(browser), null);
    fixture.service.clock.now += 2_000;
    assert.equal(await fixture.me(browser), null);
  });

  it("signs out: the cookie goes, and a copy of it is worth nothing", async () => {
    fixture = await SignInFixture.start();
    const browser = await fixture.signedIn("cid");
    const copy = fixture.browser();
    copy.setCookie(HOME, "__Host-ocs_session", browser.cookie(HOME, "__Host-ocs_session") ?? "");
    assert.notEqual(await fixture.me(copy), null);
    const foreign = await browser.post(`${HOME}/auth/logout`, {}, { origin: "https://evil.test" });
    assert.equal(foreign.status, 403);
    const { status } = await browser.post(`${HOME}/auth/logout`, {}, { accept: "*/*" });
    assert.equal(status, 204);
    assert.equal(browser.cookie(HOME, "__Host-ocs_session"), undefined);
    assert.equal(await fixture.me(copy), null);
    assert.deepEqual(await fixture.audited(), ["signed-in cid", "signed-out cid"]);
  });

  const many = Array.from({ length: 400 }, (_, n) => `${n}-0d2f8a9c-6e57-4f7b-9a53-2d51cf4b2c11`);
  const long = "ä".repeat(200);
  const large: [string, object][] = [
    ["400 groups", { ...people.cid, groups: [...many, "share-admins"] }],
    ["long names", { name: long, org: long, email: `${long}@acme.test`, groups: ["share-admins"] }],
  ];
  for (const [name, claims] of large)
    it(`keeps its cookies below 3 KB and loses no group, though somebody has ${name}`, async () => {
      fixture = await SignInFixture.start();
      fixture.provider.people.set("much", { ...claims });
      const browser = await fixture.signedIn("much");
      const user = (await fixture.me(browser)) as { role: string; groups: string[] };
      assert.equal(user.role, "admin");
      assert.deepEqual(user.groups, (claims as { groups: string[] }).groups);
      for (const line of browser.received) assert.ok(line.length < 3_000, `${line.length}`);
    });

  it("knows the groups of the last sign-in in every session whose cookie has no room for them", async () => {
    fixture = await SignInFixture.start();
    fixture.provider.people.set("much", { ...people.cid, groups: many });
    const first = await fixture.signedIn("much");
    fixture.provider.people.set("much", { ...people.cid, groups: [...many].reverse() });
    await fixture.signedIn("much");
    assert.deepEqual(((await fixture.me(first)) as { groups: string[] }).groups, [...many].reverse());
  });

  it("asks for credentials again when it is told to", async () => {
    fixture = await SignInFixture.start();
    const browser = await fixture.signedIn("cid");
    await browser.open(login());
    assert.equal(browser.page?.url.href, `${HOME}/`);
    await browser.open(`${login()}&prompt=login`);
    assert.match(browser.page?.text ?? "", /Who are you\?/);
  });

  it("goes on when the provider has new keys", async () => {
    fixture = await SignInFixture.start();
    await fixture.signedIn("cid");
    fixture.provider.rotateKeys();
    assert.equal(((await fixture.me(await fixture.signedIn("bob"))) as { id: string }).id, "bob");
  });
});

describe("a provider that refuses the service", () => {
  const HOME = "https://share.test";
  let lines: string[];
  let fixture: SignInFixture;
  const start = async (clientSecret: string) => {
    lines = [];
    const log = { stream: { write: (line: string) => void lines.push(line) } };
    fixture = await SignInFixture.start({ log, oidc: { clientSecret } });
    const browser = fixture.browser(`${HOME}/auth/callback`);
    await browser.open(`${HOME}/auth/login`);
    const { url } = await browser.submit({ person: "cid" });
    const cookie = browser.cookie(HOME, "__Host-ocs_login") ?? "";
    const other = fixture.browser();
    other.setCookie(HOME, "__Host-ocs_login", cookie);
    return { url, browser: other };
  };
  afterEach(() => fixture.close());

  it("for its secret, leaves a calm page and a reason in the log", async () => {
    const { url, browser } = await start("wrong");
    assert.equal((await browser.open(url.href)).status, 503);
    assert.match(lines.join(""), /check SHARE_OIDC_CLIENT_ID and SHARE_OIDC_CLIENT_SECRET/);
    assert.ok(!lines.join("").includes("wrong"));
  });

  it("for what it asks, is named in the log by its code, and by nothing else that came along", async () => {
    const { url, browser } = await start("fixture-secret");
    url.searchParams.delete("code");
    url.searchParams.set("error", "invalid_scope");
    url.searchParams.set("error_description", "TOP-WORDS");
    assert.equal((await browser.open(url.href)).status, 503);
    assert.match(lines.join(""), /the provider answers invalid_scope/);
    assert.ok(!lines.join("").includes("TOP-WORDS"));
  });
});

describe("a provider that is down", () => {
  it("leaves the service running; sign-in says so, and works as soon as it is back", async () => {
    const fixture = await SignInFixture.start();
    fixture.provider.failing = 502;
    const browser = fixture.browser();
    const { status, headers, text } = await browser.open("https://share.test/auth/login");
    assert.equal(status, 503);
    assert.equal(headers.get("retry-after"), "30");
    assert.match(text, /Nobody can sign in now/);
    assert.equal((await fixture.service.app.inject("/healthz")).statusCode, 200);
    const jwt = await fixture.provider.sign({ sub: "cid" });
    const me = { url: "/api/me", headers: { authorization: `Bearer ${jwt}` } };
    assert.equal((await fixture.service.app.inject(me)).statusCode, 503);
    fixture.provider.failing = undefined;
    await browser.open("https://share.test/auth/login");
    await browser.submit({ person: "cid" });
    assert.equal(((await fixture.me(browser)) as { id: string }).id, "cid");
    await fixture.close();
  });

  it("is no reason to be signed out, and a sign-in that it interrupts is answered calmly", async () => {
    const fixture = await SignInFixture.start();
    const signedIn = await fixture.signedIn("cid");
    const browser = fixture.browser("https://share.test/auth/callback");
    await browser.open("https://share.test/auth/login");
    const { url } = await browser.submit({ person: "bob" });
    fixture.provider.failing = 500;
    assert.notEqual(await fixture.me(signedIn), null);
    assert.equal((await browser.open(url.href)).status, 503);
    fixture.provider.failing = undefined;
    await fixture.close();
  });

  it("that nobody ever reaches is the same", async () => {
    const gone = await OidcFixture.start();
    const oidc = oidcConfigOf(gone);
    await gone.close();
    const service = await TestApp.build({ auth: "oidc", oidc });
    assert.equal((await service.app.inject("/auth/login")).statusCode, 503);
    await service.app.close();
  });
});
