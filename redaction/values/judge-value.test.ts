import assert from "node:assert/strict";
import { judgeValue } from "./judge-value.ts";

const judge = (name: string, value: string, more: { isQuoted?: boolean; isEnvironment?: boolean } = {}) =>
  judgeValue({ name, value, isQuoted: false, isEnvironment: false, ...more });

describe("a value beside its name", () => {
  it("is a password where the name says so and nobody's example is it", () => {
    assert.equal(judge("DB_PASSWORD", "hunter2", { isEnvironment: true }), "password");
    assert.equal(judge("password", "Geheim!99", { isQuoted: true }), "password");
  });

  for (const value of [
    "postgres",
    "changeme",
    "password123",
    "********",
    `\${DB_PASSWORD}`,
    "$PASS",
    "<password>",
  ])
    it(`is no password when it stands for one: ${value}`, () =>
      assert.equal(judge("DB_PASSWORD", value, { isEnvironment: true }), undefined));

  for (const name of [
    "token",
    "apiKey",
    "client-secret",
    "AWS_SECRET_ACCESS_KEY",
    "session.secret",
    "API_TOKEN_PROD",
  ])
    it(`is a secret beside ${name} when chance wrote it`, () =>
      assert.equal(judge(name, "q9Zk2LmX8vTn4RbW7cYd", { isQuoted: true }), "secret"));

  for (const name of [
    "max_tokens",
    "tokenId",
    "TOKEN_URL",
    "next_page_token",
    "cacheKey",
    "publicKey",
    "secretName",
  ])
    it(`is none beside ${name}`, () =>
      assert.equal(judge(name, "q9Zk2LmX8vTn4RbW7cYd", { isQuoted: true }), undefined));

  for (const value of [
    "user.accessToken2",
    "/run/secrets/token2",
    "https://login.test/v2/token",
    "access-token-handler-2",
  ])
    it(`is none when it is a name or an address: ${value}`, () =>
      assert.equal(judge("token", value, { isQuoted: true }), undefined));

  it("is called by the vendor that the name tells", () =>
    assert.equal(judge("DD_API_KEY", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"), "datadog-key"));

  it("is twelve words of a wallet", () =>
    assert.equal(
      judge("MNEMONIC", "ridge maple orbit pencil velvet canyon lumber tiger frost hazel quartz lemon", {
        isQuoted: true,
      }),
      "secret",
    ));
});
