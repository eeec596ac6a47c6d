import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { TestApp } from "../testing/test-app.ts";

/** Where the requests of these tests come from: a proxy in the network that some services trust. */
const PROXY = "10.0.0.5";

describe("a forged x-forwarded-for", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  const build = async (trustProxy: readonly string[]) => {
    service = await TestApp.build({ trustProxy, policy: { limits: { readsPerAddressPerMinute: 1 } } });
  };
  const ask = async (headers: Record<string, string>, remoteAddress = PROXY) =>
    (await service.app.inject({ url: "/api/me", headers, remoteAddress })).statusCode;

  it("changes nothing where no proxy is trusted", async () => {
    await build([]);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.1" }), 200);
    for (const header of ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip"])
      assert.equal(await ask({ [header]: "192.0.2.2" }), 429, header);
  });

  it("changes nothing when it comes from elsewhere than the trusted proxy", async () => {
    await build([PROXY]);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.1" }, "203.0.113.9"), 200);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.2" }, "203.0.113.9"), 429);
  });

  it("tells visitors apart when the trusted proxy wrote it", async () => {
    await build([PROXY]);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.1" }), 200);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.2" }), 200);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.1" }), 429);
  });

  it("before what the proxies wrote is passed over: the last address that is no proxy's counts", async () => {
    await build([PROXY, "10.1.0.0/16"]);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.1, 10.1.2.3" }), 200);
    for (const forged of ["1.1.1.1", "10.1.9.9", "127.0.0.1", "unknown", "<script>"])
      assert.equal(await ask({ "x-forwarded-for": `${forged}, 192.0.2.1, 10.1.2.3` }), 429, forged);
  });

  it("makes nobody new by its form: with ports, in brackets, mapped, in several headers", async () => {
    await build([PROXY]);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.1" }), 200);
    for (const form of ["192.0.2.1:1024", "192.0.2.1:1025", "::ffff:192.0.2.1", "unknown, 192.0.2.1, "])
      assert.equal(await ask({ "x-forwarded-for": form }), 429, form);
    assert.equal(await ask({ "x-forwarded-for": "[2001:db8::1]:80" }), 200);
    assert.equal(await ask({ "x-forwarded-for": "[2001:db8::2]:81" }), 429);
    assert.equal(await ask({ "x-forwarded-for": "unknown" }), 200);
    for (const odd of ["_hidden", "unknown:1", "x", "192.0.2.1, unknown"])
      assert.equal(await ask({ "x-forwarded-for": odd }), 429, odd);
  });

  it("that comes in several headers is one list", async () => {
    await build([PROXY]);
    const several = async (...values: string[]) => {
      const headers = { "x-forwarded-for": values };
      return (await service.app.inject({ url: "/api/me", headers, remoteAddress: PROXY })).statusCode;
    };
    assert.equal(await several("1.1.1.1", "192.0.2.1"), 200);
    assert.equal(await several("2.2.2.2", "192.0.2.1"), 429);
  });

  it("is missed by nobody whose connection has died: without an address all are one, and nothing throws", async () => {
    await build([PROXY]);
    assert.equal(await ask({}, ""), 200);
    assert.equal(await ask({ "x-forwarded-for": "192.0.2.9" }, ""), 429);
  });

  it("is what the audit trail writes down only where it counts", async () => {
    for (const [trustProxy, from] of [
      [[], PROXY],
      [[PROXY], "192.0.2.7"],
    ] as const) {
      await build(trustProxy);
      await service.app.inject({
        method: "POST",
        url: routes.createShare.path,
        remoteAddress: PROXY,
        headers: { "x-forwarded-for": "192.0.2.7" },
        body: { sessionId: "s" },
      });
      const noted: (string | undefined)[] = [];
      for await (const record of service.stores.audit.query({})) noted.push(record.from);
      assert.deepEqual(noted, [from]);
      await service.app.close();
    }
  });

  it("does not move the service's own address: other host headers change no link", async () => {
    await build([PROXY]);
    const { body } = await service.app.inject({
      method: "POST",
      url: routes.createShare.path,
      remoteAddress: PROXY,
      headers: { host: "evil.test", "x-forwarded-host": "evil.test", "x-forwarded-proto": "http" },
      body: { sessionId: "s" },
    });
    assert.match(body, /"shareUrl":"https:\/\/share\.test\/share\//);
  });
});
