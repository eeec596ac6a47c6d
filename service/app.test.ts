import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { contentHash } from "../protocol/content-hash.ts";
import { healthSchema } from "../protocol/health.ts";
import { routes } from "../protocol/routes.ts";
import { ownVersions } from "../protocol/version.ts";
import { StoreUnavailableError } from "./store/errors.ts";
import { MemoryStore } from "./store/memory/memory-store.ts";
import { assertError } from "./testing/assert-error.ts";
import { TestApp } from "./testing/test-app.ts";
import { key, part as put } from "./testing/test-client.ts";

const nobody = randomBytes(32).toString("base64url");

describe("the HTTP API", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  it("gives the owner the hashes of what it holds", async () => {
    const { shareId, secret, ...share } = await service.create();
    await service.sync({ shareId, secret, ...share }, [put(1, "a")]);
    const response = await service.call(routes.readManifest, shareId, { secret });
    const hash = contentHash(JSON.stringify(put(1, "a").content));
    assert.deepEqual(response.json(), { revision: 1, keys: { [key(1)]: hash } });
  });

  it("deletes for good: nothing can be read or written afterwards", async () => {
    const share = await service.create();
    await service.sync(share, [put(1, "a")]);
    const { shareId, secret } = share;
    const response = await service.call(routes.deleteShare, shareId, { secret });
    assert.equal(response.statusCode, 204);
    assert.equal(response.body, "");
    assertError(await service.call(routes.readShare, shareId), 410, "revoked");
    assertError(await service.sync(share, [put(1, "a")]), 410, "revoked");
    assertError(await service.call(routes.readManifest, shareId, { secret }), 410, "revoked");
    assertError(await service.call(routes.deleteShare, shareId, { secret }), 410, "revoked");
    assertError(await service.call(routes.followShare, shareId), 410, "revoked");
  });

  it("ends a share at the instant it expires, for everybody", async () => {
    const share = await service.create({ expiresAt: service.clock.now + 1000 });
    const { shareId, secret } = share;
    service.clock.now += 999;
    assert.equal((await service.sync(share, [put(1, "a")])).statusCode, 200);
    service.clock.now += 1;
    assertError(await service.call(routes.readShare, shareId), 410, "expired");
    assertError(await service.sync(share, [put(1, "a")]), 410, "expired");
    assertError(await service.call(routes.readManifest, shareId, { secret }), 410, "expired");
    assertError(await service.call(routes.deleteShare, shareId, { secret }), 410, "expired");
  });

  const ownerRoutes = [routes.syncShare, routes.readManifest, routes.deleteShare];
  for (const route of ownerRoutes) {
    const name = `${route.method} ${route.path}`;
    const body = route === routes.syncShare ? { body: { entries: [put(1, "a")] } } : {};

    it(`${name} refuses a missing, wrong or foreign secret`, async () => {
      const { shareId } = await service.create();
      const other = await service.create();
      assertError(await service.call(route, shareId, body), 401, "unauthorized");
      for (const secret of ["wrong", shareId, other.secret, "é".repeat(43), "s".repeat(10_000)])
        assertError(await service.call(route, shareId, { ...body, secret }), 401, "unauthorized");
      const headers = { authorization: "Basic dXNlcjpwYXNz" };
      assertError(await service.call(route, shareId, { ...body, headers }), 401, "unauthorized");
      assert.equal((await service.call(routes.readShare, shareId)).json().revision, 0);
    });

    it(`${name} knows no share that never was`, async () => {
      assertError(await service.call(route, nobody, { ...body, secret: nobody }), 404, "not_found");
    });
  }

  const strangeIds = [
    nobody,
    "..%2f..%2fetc%2fpasswd",
    "../../etc/passwd",
    "%C3%A9",
    "s".repeat(100),
    "s".repeat(10_000),
    "__proto__",
    "%00",
  ];
  for (const id of strangeIds)
    it(`finds nothing under ${id.slice(0, 30)}`, async () => {
      const response = await service.app.inject(`/api/sessions/shared/${id}`);
      assertError(response, 404, "not_found");
    });

  it("says that live is a WebSocket", async () => {
    const { shareId } = await service.create();
    assertError(await service.call(routes.followShare, shareId), 400, "invalid_request");
  });

  it("answers a malformed address, an unknown one and a wrong method in the same form", async () => {
    assertError(await service.app.inject("/api/sessions/shared/%zz"), 400, "invalid_request");
    assertError(await service.app.inject("/api/nothing"), 404, "not_found");
    assertError(await service.app.inject({ method: "PUT", url: routes.createShare.path }), 404, "not_found");
  });

  it("is alive and ready", async () => {
    for (const path of [routes.health.path, routes.ready.path])
      assert.deepEqual(healthSchema.parse((await service.app.inject(path)).json()), {
        service: "opencode-share",
        version: "1.2.3",
        ...ownVersions,
      });
  });

  it("says so when its store is away, and when to come back", async () => {
    const store = new MemoryStore();
    const broken = await TestApp.build({ store });
    const share = await broken.create();
    const fail = () => Promise.reject(new StoreUnavailableError("disk full"));
    store.append = fail;
    store.check = fail;
    store.create = fail;
    store.remove = fail;
    for (const response of [
      await broken.sync(share, [put(1, "a")]),
      await broken.app.inject(routes.ready.path),
      await broken.call(routes.createShare, "", { body: { sessionId: "s" } }),
      await broken.call(routes.deleteShare, share.shareId, { secret: share.secret }),
    ]) {
      assertError(response, 503, "unavailable");
      assert.ok(Number(response.headers["retry-after"]) > 0);
    }
    await broken.app.close();
  });

  it("keeps to itself what went wrong inside", async () => {
    const store = new MemoryStore();
    store.get = () => Promise.reject(new Error("/home/me/secret path"));
    const broken = await TestApp.build({ store });
    const response = await broken.call(routes.readShare, nobody);
    assertError(response, 500, "internal");
    assert.doesNotMatch(response.body, /home/);
    await broken.app.close();
  });
});
