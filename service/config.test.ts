import assert from "node:assert/strict";
import { resolve } from "node:path";
import { ConfigError, readConfig } from "./config.ts";

describe("readConfig", () => {
  it("serves this machine alone unless told otherwise", () => {
    const expected = { host: "127.0.0.1", port: 4747, dataDir: resolve(".data"), publicUrl: undefined };
    assert.deepEqual(readConfig({}), expected);
    assert.deepEqual(
      readConfig({
        SHARE_HOST: "",
        SHARE_PORT: "",
        SHARE_DATA_DIR: "",
        SHARE_PUBLIC_URL: "",
        SHARE_ALLOW_PUBLIC: "",
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
      SHARE_ALLOW_PUBLIC: "1",
    };
    assert.deepEqual(readConfig(env), {
      host: "10.0.0.7",
      port: 0,
      dataDir: resolve("/var/lib/share"),
      publicUrl: "https://acme.example/share",
    });
  });

  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
    it(`takes ${host} for this machine`, () => assert.equal(readConfig({ SHARE_HOST: host }).host, host));

  for (const host of ["0.0.0.0", "::", "192.168.1.5", "share.acme.example", "127.0.0.1.evil.test"])
    it(`refuses to serve others on ${host} without being told to, and says why`, () => {
      assert.throws(
        () => readConfig({ SHARE_HOST: host, SHARE_PUBLIC_URL: "https://x.test" }),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.match(error.message, /^SHARE_HOST: .*no sign-in yet.*SHARE_ALLOW_PUBLIC=1/);
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
