import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { CLIENT_ID, OidcFixture } from "../../../fixtures/oidc-provider.ts";
import { assertError } from "../../testing/assert-error.ts";
import { oidcConfigOf } from "../../testing/sign-in.ts";
import { TestApp } from "../../testing/test-app.ts";

describe("a program with a token of the provider", () => {
  let provider: OidcFixture;
  let service: TestApp;
  beforeEach(async () => {
    provider = await OidcFixture.start();
    service = await TestApp.build({ auth: "oidc", oidc: oidcConfigOf(provider) });
  });
  afterEach(async () => {
    await service.app.close();
    await provider.close();
  });

  const me = (jwt: string) =>
    service.app.inject({ url: "/api/me", headers: { authorization: `Bearer ${jwt}` } });
  const seconds = () => Math.floor(service.clock.now / 1000);
  const claims = (fields: Record<string, unknown> = {}): JWTPayload => ({
    iss: provider.issuer,
    aud: CLIENT_ID,
    sub: "cid",
    org: "acme",
    exp: seconds() + 300,
    ...fields,
  });

  it("is who the token says, be it an access or an ID token", async () => {
    const { id_token, access_token } = await provider.tokensOf("bob");
    for (const jwt of [id_token, access_token]) {
      const response = await me(jwt);
      assert.equal(response.statusCode, 200, response.body);
      const { user } = response.json();
      assert.deepEqual([user.id, user.org, user.role], ["bob", "acme", "orgAdmin"]);
    }
  });

  it("can create a share and read one of its organisation, but none of another", async () => {
    const bob = (await provider.tokensOf("bob")).access_token;
    const { shareId } = await service.create({}, bob);
    const statusFor = async (person: string) => {
      const { access_token } = await provider.tokensOf(person);
      const headers = { authorization: `Bearer ${access_token}` };
      return (await service.app.inject({ url: `/api/sessions/shared/${shareId}`, headers })).statusCode;
    };
    assert.equal(await statusFor("cid"), 200);
    assert.equal(await statusFor("dora"), 403);
  });

  it("is taken by a signature that holds, so that the refusals below have their reason", async () => {
    assert.equal((await me(await provider.sign(claims()))).statusCode, 200);
    assert.equal((await me(await provider.sign(claims({ aud: ["other", CLIENT_ID] })))).statusCode, 200);
  });

  const bad: [string, () => Promise<string>][] = [
    ["for another audience", () => provider.sign(claims({ aud: "other" }))],
    ["for no audience", () => provider.sign(claims({ aud: undefined }))],
    ["of another issuer", () => provider.sign(claims({ iss: "https://evil.test" }))],
    ["of an issuer that only begins alike", () => provider.sign(claims({ iss: `${provider.issuer}/` }))],
    ["of no issuer", () => provider.sign(claims({ iss: undefined }))],
    ["that has expired", () => provider.sign(claims({ exp: seconds() - 300 }))],
    ["that never expires", () => provider.sign(claims({ exp: undefined }))],
    ["that is not valid yet", () => provider.sign(claims({ nbf: seconds() + 300 }))],
    ["of nobody", () => provider.sign(claims({ sub: undefined }))],
    ["of somebody without an organisation", () => provider.sign(claims({ org: undefined }))],
    ["of somebody with two organisations", () => provider.sign(claims({ org: ["acme", "blue"] }))],
    ["of somebody whose id is too long", () => provider.sign(claims({ sub: "x".repeat(201) }))],
    ["that is a logout token", () => provider.sign(claims(), { typ: "logout+jwt" })],
    ["with a critical extension", () => provider.sign(claims(), { crit: ["x"], x: 1 } as never)],
    ["without a signature (alg none)", async () => new UnsecuredJWT(claims()).encode()],
    [
      "signed with the provider's public key as if it were a secret (HS256)",
      async () => {
        const { kid = "" } = provider.publicKey;
        const secret = Buffer.from(JSON.stringify(provider.publicKey));
        return new SignJWT(claims()).setProtectedHeader({ alg: "HS256", kid }).sign(secret);
      },
    ],
    [
      "signed with another key under the provider's key id",
      async () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const { kid = "" } = provider.publicKey;
        return new SignJWT(claims()).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
      },
    ],
    [
      "that brings its own key along",
      async () => {
        const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const jwk = publicKey.export({ format: "jwk" }) as Record<string, string>;
        const header = { alg: "ES256", jwk: { kty: "EC", ...jwk } };
        return new SignJWT(claims()).setProtectedHeader(header).sign(privateKey);
      },
    ],
    ["with an unknown key id", () => provider.sign(claims(), { kid: "unknown" })],
    [
      "whose claims were changed",
      async () => {
        const [head = "", , signature = ""] = (await provider.sign(claims())).split(".");
        const body = Buffer.from(JSON.stringify(claims({ sub: "ann" }))).toString("base64url");
        return [head, body, signature].join(".");
      },
    ],
  ];
  for (const [name, make] of bad)
    it(`refuses one ${name}`, async () => {
      assertError(await me(await make()), 401, "unauthorized");
    });

  const skews: [string, JWTPayload, number][] = [
    ["ended 29 s ago", { exp: -29 }, 200],
    ["ended 31 s ago", { exp: -31 }, 401],
    ["begins in 29 s", { nbf: 29 }, 200],
    ["begins in 31 s", { nbf: 31 }, 401],
  ];
  for (const [name, times, status] of skews)
    it(`takes a clock that is half a minute off, and no more: one that ${name} gives ${status}`, async () => {
      const at = Object.fromEntries(Object.entries(times).map(([key, s]) => [key, seconds() + Number(s)]));
      assert.equal((await me(await provider.sign(claims(at)))).statusCode, status);
    });

  it("goes on with the provider's new keys, and ends with the old ones", async () => {
    const before = await provider.sign(claims());
    assert.equal((await me(before)).statusCode, 200);
    provider.rotateKeys();
    assert.equal((await me(await provider.sign(claims()))).statusCode, 200);
    assertError(await me(before), 401, "unauthorized");
  });

  it("is told that it is the provider that fails, when that is so", async () => {
    assert.equal((await me(await provider.sign(claims()))).statusCode, 200);
    provider.rotateKeys();
    provider.failing = 500;
    assertError(await me(await provider.sign(claims())), 503, "unavailable");
  });
});
