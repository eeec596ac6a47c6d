import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { ADMIN_KEY_PREFIX, PERSONAL_TOKEN_PREFIX, parseBearer, type User } from "../../protocol/identity.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { type Identifiers, identify } from "./identify.ts";

const random = () => randomBytes(32).toString("base64url");
const user = (id: string): User => ({ id, org: "acme", groups: [], role: "member" });
const all: Identifiers = {
  mode: "oidc",
  userOfToken: async () => user("token"),
  userOfAdminKey: async () => user("cli"),
  userOfJwt: async () => user("jwt"),
  userOfSession: async (session) => (session === "good" ? user("session") : undefined),
};

describe("what a bearer is", () => {
  it("is told by its form alone, and never two things", () => {
    const secret = random();
    const token = PERSONAL_TOKEN_PREFIX + random();
    assert.deepEqual(parseBearer(`Bearer ${secret}`), { kind: "secret", secret });
    assert.deepEqual(parseBearer(`bearer  ${token}`), { kind: "personal", token });
    const key = ADMIN_KEY_PREFIX + random();
    assert.deepEqual(parseBearer(`Bearer ${key}`), { kind: "adminKey", key });
    assert.deepEqual(parseBearer("Bearer e30.e30.c2ln"), { kind: "jwt", jwt: "e30.e30.c2ln" });
    for (const text of [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      `Basic ${secret}`,
      `Bearer ${secret}x`,
      "Bearer a.b",
      `Bearer ${token}x`,
    ])
      assert.equal(parseBearer(text), undefined, text);
  });

  it("is at most one of these for any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bearer = parseBearer(`Bearer ${text}`);
        if (bearer?.kind === "secret") assert.equal(bearer.secret.length, 43);
        if (bearer?.kind === "jwt") assert.equal(bearer.jwt.split(".").length, 3);
        if (bearer?.kind === "personal") assert.equal(bearer.token.length, PERSONAL_TOKEN_PREFIX.length + 43);
      }),
    );
  });
});

describe("who sends a request", () => {
  const secret = random();
  const cases: [string, Parameters<typeof identify>[1], object][] = [
    ["nobody", {}, { user: undefined }],
    [
      "a personal token's user",
      { authorization: `Bearer ${PERSONAL_TOKEN_PREFIX}${secret}` },
      { user: user("token") },
    ],
    [
      "the holder of the admin key",
      { authorization: `Bearer ${ADMIN_KEY_PREFIX}${secret}` },
      { user: user("cli") },
    ],
    ["a provider's user", { authorization: "Bearer e30.e30.c2ln" }, { user: user("jwt") }],
    ["a browser's user", { session: "good" }, { user: user("session") }],
    ["nobody when the session is over", { session: "over" }, { user: undefined }],
    [
      "an owner who is signed in, too",
      { session: "good", authorization: `Bearer ${secret}` },
      { user: user("session"), secret },
    ],
    [
      "a token before a cookie",
      { session: "good", authorization: "Bearer e30.e30.c2ln" },
      { user: user("jwt") },
    ],
  ];
  for (const [who, credentials, expected] of cases)
    it(`is ${who}`, async () => {
      const caller = await identify(all, { ...credentials, ticket: "t", address: "192.0.2.1" });
      assert.deepEqual(caller, { ...expected, ticket: "t", address: "192.0.2.1" });
    });

  it("is nobody at a service that takes no credentials of the kind, and is told so", async () => {
    const none: Identifiers = { mode: "none" };
    for (const authorization of [
      `Bearer ${PERSONAL_TOKEN_PREFIX}${secret}`,
      `Bearer ${ADMIN_KEY_PREFIX}${secret}`,
      "Bearer e30.e30.c2ln",
      "Basic eDp5",
      "Bearer x",
    ])
      await assert.rejects(
        identify(none, { authorization }),
        refusedFor("invalidCredentials"),
        authorization,
      );
    assert.equal((await identify(none, { session: "good" })).user, undefined);
  });
});
