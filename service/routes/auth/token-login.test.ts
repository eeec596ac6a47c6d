import assert from "node:assert/strict";
import { PERSONAL_TOKEN_PREFIX } from "../../../protocol/identity.ts";
import { routes } from "../../../protocol/routes.ts";
import { Sessions } from "../../identity/sessions.ts";
import { hashSecret } from "../../identity/tokens.ts";
import { collect } from "../../testing/collect.ts";
import { browserOf } from "../../testing/sign-in.ts";
import { TestApp } from "../../testing/test-app.ts";

describe("signing in with a personal token", () => {
  const HOME = "https://share.test";
  const COOKIE = "__Host-ocs_session";
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build({ auth: "token" });
  });
  afterEach(() => service.app.close());

  const signIn = async (token: string, returnTo = "/healthz") => {
    const browser = browserOf(service, HOME);
    await browser.open(`${HOME}/auth/login?return=${encodeURIComponent(returnTo)}`);
    await browser.submit({ token });
    return browser;
  };
  const me = async (browser: Awaited<ReturnType<typeof signIn>>) =>
    (JSON.parse((await browser.open(`${HOME}/api/me`)).text) as { user: { id: string } | null }).user?.id;

  it("goes back to where it began, signed in", async () => {
    const browser = await signIn(` ${await service.token({ id: "ann" })} `, "/healthz?x=1");
    assert.equal(browser.page?.url.href, `${HOME}/healthz?x=1`);
    assert.equal(await me(browser), "ann");
  });

  it("never leads elsewhere", async () => {
    const browser = await signIn(await service.token({ id: "ann" }), "//evil.test/healthz");
    assert.equal(browser.page?.url.href, `${HOME}/`);
  });

  it("keeps nothing of the token in the browser", async () => {
    const token = await service.token({ id: "ann" });
    const browser = await signIn(token);
    assert.ok(!browser.received.join("").includes(token.slice(PERSONAL_TOKEN_PREFIX.length)));
  });

  for (const token of ["", "x", `${PERSONAL_TOKEN_PREFIX}${"x".repeat(43)}`, "<script>"])
    it(`shows the form again for ${JSON.stringify(token)}, says why, and remembers the way back`, async () => {
      const browser = await signIn(token);
      assert.equal(browser.page?.status, 401);
      assert.match(browser.page?.text ?? "", /role="alert">You are not signed in/);
      assert.ok(!browser.page?.text.includes("<script"));
      await browser.submit({ token: await service.token({ id: "ann" }) });
      assert.equal(browser.page?.url.href, `${HOME}/healthz`);
    });

  it("is ended by a browser that signs out, and by no program that asks for that with a token", async () => {
    const [ann, bob] = [await service.token({ id: "ann" }), await service.token({ id: "bob" })];
    const { name, value } = await service.cookie(ann);
    const cookie = { cookie: `${name}=${value}`, origin: HOME };
    const signOut = (headers: Record<string, string>) =>
      service.app.inject({ method: "POST", url: "/auth/logout", headers });
    const signedOut = async () =>
      (await collect(service.stores.audit.query({ action: "signed-out" }))).map(({ actor }) => actor);
    let rechecks = 0;
    const { hub } = service.parts;
    const recheckAll = hub.recheckAll.bind(hub);
    hub.recheckAll = () => {
      rechecks += 1;
      return recheckAll();
    };
    assert.equal((await signOut({ authorization: `Bearer ${bob}` })).statusCode, 204);
    assert.deepEqual([await signedOut(), rechecks], [[], 0], "nothing has ended");
    assert.equal((await signOut({ ...cookie, authorization: `Bearer ${bob}` })).statusCode, 204);
    assert.deepEqual([await signedOut(), rechecks], [["ann"], 1], "whose session it was");
    assert.equal((await signOut(cookie)).statusCode, 204);
    assert.deepEqual([await signedOut(), rechecks], [["ann"], 1], "it was over");
    assert.equal((await service.call(routes.me, "", { secret: bob })).json().user.id, "bob");
  });

  it("ends at once when the token is revoked", async () => {
    const token = await service.token({ id: "ann" });
    const browser = await signIn(token);
    assert.equal(await me(browser), "ann");
    await service.stores.tokens.revoke(hashSecret(token));
    assert.equal(await me(browser), undefined);
  });

  it("ends with the token's time, and after eight hours at the latest", async () => {
    const brief = await signIn(await service.token({ id: "ann" }, service.clock.now + 60_000));
    const long = await signIn(await service.token({ id: "bob" }));
    service.clock.now += 60_000;
    assert.equal(await me(brief), undefined);
    assert.equal(await me(long), "bob");
    service.clock.now += 8 * 60 * 60 * 1000;
    assert.equal(await me(long), undefined);
  });

  it("is refused from another site's page, which could sign somebody in as somebody else", async () => {
    const token = await service.token({ id: "ann" });
    for (const origin of ["https://evil.test", "null", undefined]) {
      const { statusCode, headers } = await service.app.inject({
        method: "POST",
        url: "/auth/login",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          ...(origin === undefined ? {} : { origin }),
        },
        body: `token=${token}`,
      });
      assert.equal(statusCode, 403, origin);
      assert.equal(headers["set-cookie"], undefined);
    }
  });

  it("does not outlive a change to another way of signing in", async () => {
    const browser = await signIn(await service.token({ id: "ann" }));
    const sealed = browser.cookie(HOME, COOKIE) ?? "";

    const deps = { ...service.parts, store: service.stores.sessions };
    assert.ok(await new Sessions({ ...deps, mode: "token" }).find(sealed));
    assert.equal(await new Sessions({ ...deps, mode: "oidc" }).find(sealed), undefined);
  });

  it("is not there where nobody signs in", async () => {
    const open = await TestApp.build();
    for (const url of ["/auth/login", "/auth/callback", "/auth/device"])
      assert.equal((await open.app.inject(url)).statusCode, 404);
    await open.app.close();
  });
});
