import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { SignInFixture } from "../../testing/sign-in.ts";
import { TestApp } from "../../testing/test-app.ts";
import { html } from "./html.ts";

describe("the pages of signing in", () => {
  it("have one policy: no script, no other site, no frame; and only their own style", async () => {
    const service = await TestApp.build({ auth: "token" });
    const { headers, body } = await service.app.inject("/auth/login");
    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    assert.equal(
      headers["content-security-policy"],
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    );
    assert.equal(headers["referrer-policy"], "same-origin");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-robots-tag"], "noindex, noarchive");
    assert.match(style, /color-scheme: light dark/);
    await service.app.close();
  });

  it("leave the policy of every other page as strict as it was", async () => {
    const service = await TestApp.build({ auth: "token" });
    const { headers } = await service.app.inject("/");
    assert.match(String(headers["content-security-policy"]), /form-action 'none'/);
    await service.app.close();
  });

  it("escape whatever is put into them", () => {
    assert.equal(
      html`<p title="${`"'<&>`}">${[html`<b>${"<"}</b>`]}${undefined}</p>`.text,
      `<p title="&#34;&#39;&#60;&#38;&#62;"><b>&#60;</b></p>`,
    );
  });
});

describe("the log of signing in", () => {
  it("holds no token, code, state, session or claim, whatever happens", async () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const fixture = await SignInFixture.start({ log: { level: "trace", stream } });
    const HOME = fixture.publicUrl;
    const signedIn = await fixture.signedIn("cid", "/share/TOP-RETURN");
    const session = signedIn.cookie(HOME, "__Host-ocs_session") ?? "";
    const homeless = await fixture.signedIn("homeless");
    await fixture.signedIn("");
    const stopped = fixture.browser(`${HOME}/auth/callback`);
    await stopped.open(`${HOME}/auth/login`);
    const { url } = await stopped.submit({ person: "cid" });
    await stopped.open(url.href);
    await stopped.open(url.href);
    await signedIn.open(`${HOME}/auth/callback?code=TOP-CODE&state=TOP-STATE`);
    await signedIn.open(`${HOME}/auth/device?request=TOP-REQUEST`);
    await signedIn.post(`${HOME}/auth/device/allow`, { request: "TOP-REQUEST" });
    const { id_token, access_token } = await fixture.provider.tokensOf("cid");
    for (const jwt of [id_token, access_token, `${id_token}x`]) {
      const headers = { authorization: `Bearer ${jwt}` };
      await fixture.service.app.inject({ url: "/api/me", headers });
    }
    fixture.provider.failing = 500;
    await fixture.browser().open(`${HOME}/auth/login?return=/TOP-RETURN`);
    await fixture.close();

    const log = lines.join("");
    assert.equal(homeless.page?.status, 403);
    assert.ok(lines.map((line) => JSON.parse(line)).some(({ route }) => route === "/auth/callback"));
    const hidden = [
      "TOP-",
      session,
      url.searchParams.get("code") ?? "",
      url.searchParams.get("state") ?? "",
      id_token.slice(0, 60),
      access_token.slice(0, 60),
      "acme.test",
      "nowhere.test",
      "Cid Acme",
      fixture.provider.clientSecret,
    ];
    for (const secret of hidden) assert.ok(secret !== "" && !log.includes(secret), `${secret} in ${log}`);
  });
});
