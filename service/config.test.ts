import assert from "node:assert/strict";
import { resolve } from "node:path";
import { ConfigError, readConfig } from "./config.ts";

describe("readConfig", () => {
  it("serves this machine alone unless told otherwise", () => {
    const expected = {
      host: "127.0.0.1",
      port: 4747,
      dataDir: resolve(".data"),
      publicUrl: undefined,
      auth: "none",
      oidc: undefined,
      policyFile: undefined,
      trustProxy: [],
    };
    assert.deepEqual(readConfig({}), expected);
    assert.deepEqual(
      readConfig({
        SHARE_HOST: "",
        SHARE_PORT: "",
        SHARE_DATA_DIR: "",
        SHARE_PUBLIC_URL: "",
        SHARE_ALLOW_PUBLIC: "",
        SHARE_AUTH: "",
        SHARE_POLICY_FILE: "",
        SHARE_TRUST_PROXY: "",
      }),
      expected,
    );
  });

  it("reads every variable", () => {
    const env = {
      SHARE_HOST: "10.0.0.7",
      SHARE_PORT: "0",
      SHARE_DATA_DIR: "/var/lib/share",
      SHARE_PUBLIC_URL: "https://acme.example/share/",
      SHARE_AUTH: "oidc",
      SHARE_OIDC_ISSUER: "https://login.acme.example",
      SHARE_OIDC_CLIENT_ID: "share",
      SHARE_OIDC_CLIENT_SECRET: "s",
      SHARE_OIDC_SCOPE: "openid email groups",
      SHARE_OIDC_ORG_CLAIM: "tenant",
      SHARE_OIDC_GROUPS_CLAIM: "roles",
      SHARE_ADMIN_GROUP: "share-admins",
      SHARE_ORG_ADMIN_GROUP: "leads",
      SHARE_POLICY_FILE: "/etc/share/policy.yaml",
      SHARE_TRUST_PROXY: "10.0.0.1, 192.168.0.0/16,loopback",
    };
    assert.deepEqual(readConfig(env), {
      host: "10.0.0.7",
      port: 0,
      dataDir: resolve("/var/lib/share"),
      publicUrl: "https://acme.example/share",
      auth: "oidc",
      oidc: {
        issuer: "https://login.acme.example",
        clientId: "share",
        clientSecret: "s",
        scope: "openid email groups",
        orgClaim: "tenant",
        groupsClaim: "roles",
        adminGroup: "share-admins",
        orgAdminGroup: "leads",
      },
      policyFile: resolve("/etc/share/policy.yaml"),
      trustProxy: ["10.0.0.1", "192.168.0.0/16", "loopback"],
    });
  });

  it("serves others without more where people sign in", () => {
    const env = { SHARE_HOST: "192.168.1.5", SHARE_AUTH: "token" };
    assert.equal(readConfig(env).host, "192.168.1.5");
  });

  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
    it(`takes ${host} for this machine`, () => assert.equal(readConfig({ SHARE_HOST: host }).host, host));

  for (const host of ["0.0.0.0", "::", "192.168.1.5", "share.acme.example", "127.0.0.1.evil.test"])
    it(`refuses to serve others on ${host} without being told to, and says why`, () => {
      assert.throws(
        () => readConfig({ SHARE_HOST: host, SHARE_PUBLIC_URL: "https://x.test" }),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.match(error.message, /^SHARE_HOST: .*nobody signs in.*SHARE_ALLOW_PUBLIC=1/);
          return true;
        },
      );
    });

  const invalid: [Record<string, string>, RegExp][] = [
    [{ SHARE_PORT: "http" }, /^SHARE_PORT: must be a port number/],
    [{ SHARE_PORT: "65536" }, /^SHARE_PORT: /],
    [{ SHARE_PORT: "-1" }, /^SHARE_PORT: /],
    [{ SHARE_PORT: "80.5" }, /^SHARE_PORT: /],
    [{ SHARE_PUBLIC_URL: "share.acme.example" }, /^SHARE_PUBLIC_URL: must be an http or https address/],
    [{ SHARE_PUBLIC_URL: "file:///etc" }, /^SHARE_PUBLIC_URL: /],
    [{ SHARE_ALLOW_PUBLIC: "yes" }, /^SHARE_ALLOW_PUBLIC: must be 1/],
    [{ SHARE_HOST: "0.0.0.0", SHARE_ALLOW_PUBLIC: "1" }, /^SHARE_PUBLIC_URL: is needed/],
    [{ SHARE_AUTH: "password" }, /^SHARE_AUTH: must be none, token or oidc/],
    [{ SHARE_AUTH: "oidc" }, /SHARE_OIDC_ISSUER: is needed.*\n.*SHARE_OIDC_CLIENT_ID: is needed/],
    [{ SHARE_OIDC_SCOPE: "profile email" }, /^SHARE_OIDC_SCOPE: must hold openid/],
    [
      { SHARE_AUTH: "oidc", SHARE_OIDC_CLIENT_ID: "x", SHARE_OIDC_ISSUER: "http://login.acme.example" },
      /^SHARE_OIDC_ISSUER: must be an https address/,
    ],
    [{ SHARE_TRUST_PROXY: "true" }, /^SHARE_TRUST_PROXY: must be a list of addresses/],
    [{ SHARE_TRUST_PROXY: "0.0.0.0/0" }, /^SHARE_TRUST_PROXY: /],
    [{ SHARE_TRUST_PROXY: "10.0.0.1/33" }, /^SHARE_TRUST_PROXY: /],
  ];
  for (const [env, message] of invalid)
    it(`refuses ${JSON.stringify(env)} by the variable's name`, () => {
      assert.throws(() => readConfig(env), { name: "ConfigError", message });
    });

  it("tells all that is wrong at once", () => {
    assert.throws(
      () => readConfig({ SHARE_PORT: "x", SHARE_PUBLIC_URL: "y" }),
      /SHARE_PORT.*\n.*SHARE_PUBLIC_URL/s,
    );
  });
});
