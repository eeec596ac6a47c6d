import assert from "node:assert/strict";
import { resolve } from "node:path";
import { ConfigError, readConfig } from "./config.ts";

describe("readConfig", () => {
  it("serves this machine alone unless told otherwise", () => {
    const expected = {
      host: "127.0.0.1",
      port: 4747,
      dataDir: resolve(".data"),
      databaseUrl: undefined,
      bus: "notify",
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
      SHARE_DATABASE_URL: "postgresql://share:s%20cret@db.acme.example/share?sslmode=verify-full",
      SHARE_PUBLIC_URL: "https://acme.example/share/",
      SHARE_AUTH: "oidc",
      SHARE_OIDC_ISSUER: "https://login.acme.example",
      SHARE_OIDC_CLIENT_ID: "share",
      SHARE_OIDC_CLIENT_SECRET: "s",
      SHARE_OIDC_SCOPE: "openid email groups",
      SHARE_BUS: "poll",
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
      databaseUrl: "postgresql://share:s%20cret@db.acme.example/share?sslmode=verify-full",
      bus: "poll",
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

  it("takes addresses as they are written", () => {
    const urls = ["https://Share.acme.example", "http://[2001:db8::1]:8080/base/", "https://müller.example"];
    const read = [
      "https://share.acme.example",
      "http://[2001:db8::1]:8080/base",
      "https://xn--mller-kva.example",
    ];
    assert.deepEqual(
      urls.map((SHARE_PUBLIC_URL) => readConfig({ SHARE_PUBLIC_URL }).publicUrl),
      read,
    );
    assert.equal(readConfig({ SHARE_PUBLIC_URL: "https://share.acme.example:443" }).publicUrl, read[0]);
  });

  it("leaves alone what is not its own: others' variables, empty ones, and what Kubernetes tells", () => {
    const env = {
      PATH: "/bin",
      OPENCODE_SHARE: "x",
      SHARE_DATABASE_URL: "",
      SHARE_SERVICE_HOST: "10.0.0.1",
      SHARE_SERVICE_PORT_HTTP: "80",
      SHARE_PORT_80_TCP_ADDR: "10.0.0.1",
    };
    assert.deepEqual(readConfig(env), readConfig({}));
  });

  for (const host of ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
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
    ...["80.5", "80abc", " 80", "80 ", "1e3", "0x50", "+80", "080", "٨٠", " ", "tcp://10.0.0.1:80"].map(
      (port): [Record<string, string>, RegExp] => [
        { SHARE_PORT: port },
        /^SHARE_PORT: must be a port number/,
      ],
    ),
    ...["yes", "TRUE", "true", "on", " 1", "2"].map((word): [Record<string, string>, RegExp] => [
      { SHARE_ALLOW_PUBLIC: word },
      /^SHARE_ALLOW_PUBLIC: must be 1/,
    ]),
    ...[
      "//share.acme.example",
      "https://",
      "https://user:secret@share.acme.example",
      "https://user@share.acme.example",
      "https://share.acme.example?x",
      "https://share.acme.example/?",
      "https://share.acme.example/#top",
      "https://a.example,https://b.example",
      "https://a.example https://b.example",
      "https://a.example/https://b.example",
      "https://share.acme.example\n",
      " https://share.acme.example",
      "https://share.acme.example:",
      "https://share.acme.example:0",
      "https://share.acme.example:99999",
      "https://share.acme.example:80a",
      "https:\\\\share.acme.example",
      "https://share.acme.example/a/../b",
      "https://share.acme.example/%2e%2e",
      "https://1",
      "https://0x7f.1",
      "ftp://share.acme.example",
    ].map((url): [Record<string, string>, RegExp] => [
      { SHARE_PUBLIC_URL: url },
      /^SHARE_PUBLIC_URL: must be/,
    ]),
    ...[
      "http://127.0.0.1",
      "127.0.0.1:4747",
      " 127.0.0.1",
      "127.1",
      "0",
      "1.2.3",
      "a b",
      "-x",
      "x..y",
      "[::1]",
    ].map((host): [Record<string, string>, RegExp] => [
      { SHARE_HOST: host, SHARE_AUTH: "token" },
      /^SHARE_HOST: must be an IP address/,
    ]),
    ...["::0", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"].map((host): [Record<string, string>, RegExp] => [
      { SHARE_HOST: host, SHARE_AUTH: "token" },
      /^SHARE_PUBLIC_URL: is needed/,
    ]),
    [{ SHARE_HOST: "fe80::1%eth0", SHARE_AUTH: "token" }, /^SHARE_PUBLIC_URL: is needed/],
    [{ SHARE_AUTH: "Token" }, /^SHARE_AUTH: must be/],
    [{ SHARE_AUHT: "oidc" }, /^SHARE_AUHT: is no setting of this service\. Did you mean SHARE_AUTH\?$/],
    [{ SHARE_TRUSTED_PROXY: "10.0.0.5" }, /^SHARE_TRUSTED_PROXY: .*Did you mean SHARE_TRUST_PROXY\?$/],
    [{ share_port: "1" }, /^share_port: .*Did you mean SHARE_PORT\?$/],
    ...[
      "postgres://x",
      "postgres://x/",
      "postgres:///share",
      "mysql://x/share",
      "x/share",
      "share",
      "postgres://x/share/more",
    ].map((url): [Record<string, string>, RegExp] => [
      { SHARE_DATABASE_URL: url },
      /^SHARE_DATABASE_URL: must be the address of a PostgreSQL database/,
    ]),
    [{ SHARE_REDIS_URL: "redis://x" }, /^SHARE_REDIS_URL: is no setting of this service/],
    ...[
      "10.0.0.5/",
      "10.0.0.0/07",
      "1.0.0.0/7",
      "2000::/3",
      "10.0.0.5:80",
      "proxy",
      "10.0.0.5,,10.0.0.6",
      ",",
    ].map((list): [Record<string, string>, RegExp] => [
      { SHARE_TRUST_PROXY: list },
      /^SHARE_TRUST_PROXY: must be a list/,
    ]),
    ...[
      "https://login.acme.example?tenant=1",
      "https://login.acme.example#x",
      "https://u@login.acme.example",
    ].map((issuer): [Record<string, string>, RegExp] => [
      { SHARE_OIDC_ISSUER: issuer },
      /^SHARE_OIDC_ISSUER: must be/,
    ]),
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
