import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { SERVICE } from "../identity/caller.ts";
import { collect } from "../testing/collect.ts";
import { sampleMeta } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";

describe("Retention", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build({ policy: { retention: { goneDays: 2, auditDays: 3 } } });
  });
  afterEach(() => service.app.close());

  const actions = async () => (await collect(service.stores.audit.query({}))).map(({ action }) => action);
  const goneShare = async () => {
    const meta = sampleMeta();
    await service.stores.shares.create(meta);
    await service.stores.shares.remove(meta.shareId, "revoked", service.clock.now);
    return meta.shareId;
  };

  it("deletes what has expired each time, and what is too old once a day, first at the start", async () => {
    const { retention } = service.parts;
    const { shares } = service.stores;
    const old = await goneShare();
    service.clock.now += 2 * DAY_MS;
    await retention.run();
    assert.equal(await shares.get(old), undefined);

    const brief = sampleMeta({ expiresAt: service.clock.now + 1 });
    await shares.create(brief);
    service.clock.now += 1;
    await retention.run();
    assert.deepEqual(await shares.get(brief.shareId), {
      state: "gone",
      reason: "expired",
      at: service.clock.now,
    });
    service.clock.now += 2 * DAY_MS;
    await retention.run();
    assert.equal(await shares.get(brief.shareId), undefined);
  });

  it("tries again the next time when the store could not delete", async () => {
    const { shares } = service.stores;
    const old = await goneShare();
    service.clock.now += 2 * DAY_MS;
    const forget = shares.forget.bind(shares);
    shares.forget = () => Promise.reject(new Error("disk"));
    await assert.rejects(service.parts.retention.run());
    shares.forget = forget;
    await service.parts.retention.run();
    assert.equal(await shares.get(old), undefined);
  });

  it("writes down that something was deleted, and nothing when nothing was", async () => {
    const { retention } = service.parts;
    await retention.purge(SERVICE);
    assert.deepEqual(await actions(), []);
    await goneShare();
    service.clock.now += 2 * DAY_MS;
    assert.deepEqual(await retention.purge(SERVICE), { expired: 0, tombstones: 1, audit: 0 });
    assert.deepEqual(await actions(), ["admin.purged"]);
    service.clock.now += 3 * DAY_MS + 1;
    assert.deepEqual(await retention.purge(SERVICE), { expired: 0, tombstones: 0, audit: 1 });
  });
});
