import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import type { LightMyRequestResponse } from "fastify";
import { DAY_MS } from "../../primitives/durations.ts";
import { routes } from "../../protocol/routes.ts";
import { assertError } from "../testing/assert-error.ts";
import { LiveClient, refusalOf } from "../testing/live-client.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

const build = (limits: object, options: object = {}) => TestApp.build({ policy: { limits }, ...options });
const share = { sessionId: "ses_sample" };

function assertTooMany(response: LightMyRequestResponse, words: RegExp): void {
  assertError(response, 429, "too_many_requests");
  assert.match(response.json().error.message, words);
  const wait = Number(response.headers["retry-after"]);
  assert.ok(wait > 0 && wait <= 3600, String(wait));
}

describe("limits over time", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  const create = (secret?: string, address = "192.0.2.1") =>
    service.app.inject({
      method: "POST",
      url: routes.createShare.path,
      remoteAddress: address,
      headers: secret ? { authorization: `Bearer ${secret}` } : {},
      body: share,
    });
  const get = (url: string, remoteAddress = "192.0.2.1") => service.app.inject({ url, remoteAddress });

  it("count the shares that somebody creates, wherever they are", async () => {
    service = await build({ createsPerUserPerHour: 2 }, { auth: "token" });
    const [ann, bob] = [await service.token({ id: "ann" }), await service.token({ id: "bob" })];
    for (const address of ["192.0.2.1", "192.0.2.2"])
      assert.equal((await create(ann, address)).statusCode, 201);
    assertTooMany(await create(ann, "192.0.2.3"), /created by you\. Try again in 60 minutes\.$/);
    assert.equal((await create(bob)).statusCode, 201);
  });

  for (const days of [-1, 1])
    it(`are neither longer nor over when the clock is set ${days} day`, async () => {
      service = await build({ createsPerUserPerHour: 1, signInsPerAddressPerMinute: 1 }, { auth: "token" });
      const ann = await service.token({ id: "ann" });
      await create(ann);
      await get("/auth/login");
      const { now } = Date;
      Date.now = () => now() + days * DAY_MS;
      try {
        assertTooMany(await create(ann), /Try again in 60 minutes\.$/);
        assert.equal((await get("/auth/login")).statusCode, 429);
      } finally {
        Date.now = now;
      }
    });

  it("tell people of the same name in two organisations apart", async () => {
    service = await build({ createsPerUserPerHour: 1 }, { auth: "token" });
    for (const org of ["acme", "globex"])
      assert.equal((await create(await service.token({ id: "ann", org }))).statusCode, 201);
  });

  it("count the shares that an organisation's people create together", async () => {
    service = await build({ createsPerOrgPerHour: 2 }, { auth: "token" });
    const tokenOf = (id: string, org = "acme") => service.token({ id, org });
    for (const id of ["ann", "bob"]) assert.equal((await create(await tokenOf(id))).statusCode, 201);
    assertTooMany(await create(await tokenOf("cleo")), /in your organisation/);
    assert.equal((await create(await tokenOf("dan", "globex"))).statusCode, 201);
  });

  it("count the shares that an address creates where nobody signs in", async () => {
    service = await build({ createsPerUserPerHour: 1 });
    assert.equal((await create()).statusCode, 201);
    assertTooMany(await create(), /created by you/);
    assert.equal((await create(undefined, "192.0.2.2")).statusCode, 201);
  });

  it("count the batches of a share, and those of its owner alone", async () => {
    service = await build({ syncsPerSharePerMinute: 2 });
    const mine = await service.create();
    for (let n = 0; n < 5; n++)
      assertError(
        await service.sync({ ...mine, secret: "x".repeat(43) }, [part(1, "a")]),
        401,
        "unauthorized",
      );
    for (let n = 0; n < 2; n++) assert.equal((await service.sync(mine, [part(n, "a")])).statusCode, 200);
    assertTooMany(await service.sync(mine, [part(3, "a")]), /for this share/);
    assert.equal((await service.sync(await service.create(), [part(1, "a")])).statusCode, 200);
  });

  it("count changes, which may cost a password's computing time", async () => {
    service = await build({ changesPerUserPerMinute: 1 });
    const { shareId, secret } = await service.create();
    const change = () => service.call(routes.updateShare, shareId, { secret, body: { title: "T" } });
    assert.equal((await change()).statusCode, 200);
    assertTooMany(await change(), /changes of shares/);
    assert.equal((await service.call(routes.deleteShare, shareId, { secret })).statusCode, 204);
  });

  it("count what an address reads, of whatever share", async () => {
    service = await build({ readsPerAddressPerMinute: 3 });
    const { shareId } = await service.create();
    const path = routes.readShare.path.replace(":id", shareId);
    assert.equal((await get(path)).statusCode, 200);
    assertError(await get(routes.readShare.path.replace(":id", "x".repeat(43))), 404, "not_found");
    assert.equal((await get("/api/me")).statusCode, 200);
    assertTooMany(await get(path), /from your address/);
    assertTooMany(await get(`${path}/live`), /from your address/);
    assert.equal((await get(path, "192.0.2.2")).statusCode, 200);
  });

  it("take all addresses of an IPv6 network for one", async () => {
    service = await build({ readsPerAddressPerMinute: 1 });
    assert.equal((await get("/api/me", "2001:db8:1:2::1")).statusCode, 200);
    assertTooMany(await get("/api/me", "2001:db8:1:2:ffff::9"), /your address/);
    assert.equal((await get("/api/me", "2001:db8:1:3::1")).statusCode, 200);
  });

  it("count openings, sign-ins and devices by address, each for itself", async () => {
    const limits = {
      opensPerAddressPerMinute: 1,
      signInsPerAddressPerMinute: 1,
      devicesPerAddressPerHour: 1,
    };
    service = await build(limits, { auth: "token" });
    const { app } = service;
    const { shareId } = await service.create({}, await service.token({ id: "ann" }));
    const post = (url: string) => app.inject({ method: "POST", url, remoteAddress: "192.0.2.1", body: {} });
    const counted = [
      [routes.openShare.path.replace(":id", shareId), /opened/],
      [routes.startDevice.path, /devices/],
    ] as const;
    for (const [url, words] of counted) {
      assert.notEqual((await post(url)).statusCode, 429);
      assertTooMany(await post(url), words);
    }
    assert.notEqual((await post("/auth/login")).statusCode, 429);
    const page = await post("/auth/login");
    assert.equal(page.statusCode, 429);
    assert.match(page.body, /sign-ins/);
  });

  it("leave room for viewers and an agent that works fast", async () => {
    service = await build({});
    const mine = await service.create();
    const path = routes.readShare.path.replace(":id", mine.shareId);
    // A minute of flushes every 100 ms; and 200 viewers behind one address who come back twice after a restart.
    for (let n = 0; n < 600; n++) assert.equal((await service.sync(mine, [part(1, "a")])).statusCode, 200);
    for (let n = 0; n < 2 * 2 * 200; n++) assert.equal((await get(path)).statusCode, 200);
  });
});

describe("the size of a share", () => {
  it("is not exceeded by a batch that would", async () => {
    const service = await build({ bytesPerShare: 2048 });
    const mine = await service.create();
    assert.equal((await service.sync(mine, [part(1, "a".repeat(1500))])).statusCode, 200);
    assertError(await service.sync(mine, [part(2, "b".repeat(1500))]), 413, "too_large");
    const text = "\u0001".repeat(200);
    const append = { key: part(1, "").key, append: { path: ["text"], at: 1500, text } };
    assertError(await service.sync(mine, [append]), 413, "too_large");
    assert.equal((await service.sync(mine, [part(2, "b".repeat(100))])).statusCode, 200);
    assert.equal((await service.sync(mine, [{ key: part(1, "").key, deleted: true }])).statusCode, 200);
    assert.equal((await service.sync(mine, [part(3, "c".repeat(1500))])).statusCode, 200);
    await service.app.close();
  });
});

describe("seats for viewers", () => {
  let service: TestApp;
  const viewers: LiveClient[] = [];
  afterEach(async () => {
    for (const { socket } of viewers.splice(0)) socket.terminate();
    await service.app.close();
  });

  async function listen(limits: object): Promise<string> {
    service = await build(limits);
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    return `http://127.0.0.1:${(service.app.server.address() as AddressInfo).port}`;
  }
  function follow(url: string, shareId: string): LiveClient {
    const viewer = new LiveClient(url, shareId);
    viewers.push(viewer);
    return viewer;
  }
  const arrives = (viewer: LiveClient) => viewer.until(() => viewer.frames.length > 0);

  it("are limited by share, refused before the upgrade, and free again when somebody leaves", async () => {
    const url = await listen({ socketsPerShare: 1 });
    const [{ shareId }, other] = [await service.create(), await service.create()];
    const first = follow(url, shareId);
    await arrives(first);
    assert.equal(await refusalOf(follow(url, shareId)), 429);
    await arrives(follow(url, other.shareId));
    first.socket.close();
    await first.closed;
    await arrives(follow(url, shareId));
  });

  it("are limited by address, over all shares", async () => {
    const url = await listen({ socketsPerAddress: 2 });
    for (let n = 0; n < 2; n++) await arrives(follow(url, (await service.create()).shareId));
    assert.equal(await refusalOf(follow(url, (await service.create()).shareId)), 429);
  });

  it("are not taken by who is refused", async () => {
    const url = await listen({ socketsPerAddress: 1 });
    for (let n = 0; n < 3; n++) assert.equal(await refusalOf(follow(url, "x".repeat(43))), 404);
    await arrives(follow(url, (await service.create()).shareId));
  });
});
