import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse, UpdateShareRequest } from "../../protocol/share.ts";
import { shareInfoSchema } from "../../protocol/share-info.ts";
import { snapshotSchema } from "../../protocol/snapshot.ts";
import { StoreUnavailableError } from "../store/errors.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";

describe("changing a share", () => {
  let service: TestApp;
  let store: MemoryStore;
  let created: CreateShareResponse;
  beforeEach(async () => {
    store = new MemoryStore();
    service = await TestApp.build({ store });
    created = await service.create({ title: "T", expiresInDays: 7 });
  });
  afterEach(() => service.app.close());

  const change = (body: object, { shareId, secret } = created) =>
    service.call(routes.updateShare, shareId, { secret, body });
  const read = async () => {
    const response = await service.call(routes.readShare, created.shareId);
    return snapshotSchema.parse(response.json()).share;
  };

  const changes: [string, UpdateShareRequest, (now: number) => object][] = [
    ["days from now", { expiresInDays: 30 }, (now) => ({ expiresAt: now + 30 * DAY_MS })],
    ["a time", { expiresAt: Date.now() + 1e9 }, () => ({})],
    ["no expiry any more", { expiresAt: null }, () => ({ expiresAt: null })],
    ["another mode", { mode: "snapshot" }, () => ({ mode: "snapshot" })],
    ["another title", { title: "Ünïcode" }, () => ({ title: "Ünïcode" })],
    ["several at once", { mode: "snapshot", title: "" }, () => ({ mode: "snapshot", title: "" })],
    ["nothing", {}, () => ({})],
  ];
  for (const [what, body, expected] of changes)
    it(`takes ${what}, and leaves the rest as it is`, async () => {
      const before = await read();
      const response = await change(body);
      assert.equal(response.statusCode, 200, response.body);
      const { expiresInDays: _, ...named } = body;
      const share = { ...before, ...named, ...expected(service.clock.now) };
      assert.deepEqual(response.json(), { share, revision: 0 });
      assert.deepEqual(await read(), share);
    });

  it("lets a share live on beyond its old end, and end at its new one", async () => {
    await change({ expiresInDays: 10 });
    service.clock.now += 8 * DAY_MS;
    await read();
    await change({ expiresAt: service.clock.now + 1 });
    service.clock.now += 1;
    assertError(await change({ expiresAt: null }), 410, "expired");
  });

  const invalid: [string, object][] = [
    ["two expiries", { expiresAt: null, expiresInDays: 1 }],
    ["an expiry in the past", { expiresAt: 1 }],
    ["an expiry that no calendar has", { expiresAt: 2 ** 53 }],
    ["an expiry beyond the year 9999", { expiresAt: 253_402_300_800_000 }],
    ["zero days", { expiresInDays: 0 }],
    ["a date as text", { expiresAt: "2030-01-01" }],
    ["an unknown mode", { mode: "frozen" }],
    ["a title of 501 characters", { title: "t".repeat(501) }],
    ["a list", []],
  ];
  for (const [what, body] of invalid)
    it(`refuses ${what}`, async () => {
      const before = await read();
      assertError(await change(body), 400, "invalid_request");
      assert.deepEqual(await read(), before);
    });

  it("is for the owner alone, and only while the share is there", async () => {
    const other = await service.create();
    for (const secret of ["", other.secret])
      assertError(await change({ title: "X" }, { ...created, secret }), 401, "unauthorized");
    assertError(await change({}, { ...created, shareId: "x".repeat(43) }), 404, "not_found");
    await service.call(routes.deleteShare, created.shareId, { secret: created.secret });
    assertError(await change({ expiresAt: null }), 410, "revoked");
  });

  it("says so when the change cannot be stored", async () => {
    store.update = () => Promise.reject(new StoreUnavailableError("disk full"));
    assertError(await change({ title: "X" }), 503, "unavailable");
  });
});

describe("what an owner is told of a share", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  it("counts no reads", async () => {
    const { shareId, secret } = await service.create();
    await service.call(routes.readShare, shareId);
    const response = await service.call(routes.shareInfo, shareId, { secret });
    const { share, ...counts } = shareInfoSchema.parse(response.json());
    assert.equal(share.shareId, shareId);
    assert.deepEqual(counts, {
      revision: 0,
      access: { people: [], groups: [], hasPassword: false, maxViews: null, views: 0 },
      viewers: 0,
      opens: 0,
      lastOpenedAt: null,
      readers: [],
    });
  });

  it("is for the owner alone, and only while the share is there", async () => {
    const { shareId, secret } = await service.create();
    assertError(await service.call(routes.shareInfo, shareId), 401, "unauthorized");
    assertError(await service.call(routes.shareInfo, "x".repeat(43), { secret }), 404, "not_found");
    await service.call(routes.deleteShare, shareId, { secret });
    assertError(await service.call(routes.shareInfo, shareId, { secret }), 410, "revoked");
  });
});
