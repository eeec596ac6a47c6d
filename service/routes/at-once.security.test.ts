import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { routes } from "../../protocol/routes.ts";
import { collect } from "../testing/collect.ts";
import { TestApp } from "../testing/test-app.ts";

const statuses = (answers: readonly { statusCode: number }[]) =>
  answers.map(({ statusCode }) => statusCode).sort();

/** As on a disk, a record takes a while, in which others go on. */
function slowDown({ audit }: TestApp["stores"]): void {
  const append = audit.append.bind(audit);
  audit.append = async (record) => {
    await delay(2);
    await append(record);
  };
}

describe("acts at the same time", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  const recorded = async (action: string) =>
    (await collect(service.stores.audit.query({}))).filter((record) => record.action === action);

  for (const limits of [{ sharesPerUser: 5 }, { sharesPerOrg: 5 }])
    it(`create as many shares as ${Object.keys(limits)} allows, and record no other`, async () => {
      service = await TestApp.build({ auth: "token", policy: { limits } });
      slowDown(service.stores);
      const [ann, bob] = [
        await service.token({ id: "ann" }),
        await service.token({ id: "ann", org: "globex" }),
      ];
      const create = (secret: string) =>
        service.call(routes.createShare, "", { secret, body: { sessionId: "s" } });
      const answers = await Promise.all(Array.from({ length: 40 }, () => create(ann)));
      assert.deepEqual(statuses(answers), [...Array(5).fill(201), ...Array(35).fill(403)]);
      assert.equal((await recorded("share.created")).length, 5);
      assert.equal((await create(bob)).statusCode, 201, "who is not concerned");
      const [{ shareId, secret }] = answers
        .filter(({ statusCode }) => statusCode === 201)
        .map((answer) => answer.json());
      await service.call(routes.deleteShare, shareId, { secret });
      assert.deepEqual(statuses(await Promise.all([create(ann), create(ann)])), [201, 403]);
    });

  it("say of a creation that another node has left no room for that it did not happen", async () => {
    service = await TestApp.build({ auth: "token", policy: { limits: { sharesPerUser: 1 } } });
    const ann = await service.token({ id: "ann" });
    const { shares } = service.stores;
    const count = shares.count.bind(shares);
    await service.create({}, ann);
    shares.count = async () => 0;
    const answer = await service.call(routes.createShare, "", { secret: ann, body: { sessionId: "s" } });
    shares.count = count;
    assert.equal(answer.statusCode, 403);
    const [refused] = await recorded("share.refused");
    const created = await recorded("share.created");
    assert.deepEqual([refused?.detail, refused?.share], ["not created", created.at(-1)?.share]);
  });

  it("change a share one after the other, each judged on what it changes", async () => {
    service = await TestApp.build({ auth: "token", policy: { linkNeedsPassword: true } });
    slowDown(service.stores);
    const ann = await service.token({ id: "ann" });
    const change = (shareId: string, body: object) =>
      service.call(routes.updateShare, shareId, { secret: ann, body });
    for (let round = 0; round < 5; round++) {
      const { shareId } = await service.create({ audience: "link", password: "correct horse" }, ann);
      await change(shareId, { audience: "org" });
      // Each alone is allowed, both together are not.
      const answers = await Promise.all([
        change(shareId, { password: null }),
        change(shareId, { audience: "link" }),
      ]);
      assert.deepEqual(statuses(answers), [200, 403]);
    }
  });

  it("change a share in forty ways, and none is lost", async () => {
    service = await TestApp.build({ auth: "token" });
    const ann = await service.token({ id: "ann" });
    const { shareId } = await service.create({ audience: "org" }, ann);
    const bodies = Array.from({ length: 40 }, (_, n) =>
      n % 2 ? { title: `T${n}` } : { maxViews: 100 + n, mode: n % 4 ? "live" : "snapshot" },
    );
    const answers = await Promise.all(
      bodies.map((body) => service.call(routes.updateShare, shareId, { secret: ann, body })),
    );
    assert.deepEqual(statuses(answers), Array(40).fill(200));
  });

  it("end a share once: by its owner, an admin and its time, on two nodes", async () => {
    service = await TestApp.build({ auth: "token" });
    const other = await TestApp.build({ auth: "token", stores: service.stores });
    const ann = await service.token({ id: "ann" });
    const boss = await service.token({ id: "boss", role: "orgAdmin" });
    for (let round = 0; round < 20; round++) {
      const end = Math.max(service.clock.now, other.clock.now) + 10;
      const { shareId } = await service.create({ expiresAt: end }, ann);
      if (round % 2) service.clock.now = end;
      if (round % 4) other.clock.now = end;
      const remove = (app: TestApp, secret: string) => app.call(routes.deleteShare, shareId, { secret });
      const read = (app: TestApp) => app.call(routes.readShare, shareId, { secret: ann });
      await Promise.all([
        remove(service, ann),
        remove(other, boss),
        service.shares.sweep(),
        other.shares.sweep(),
        remove(service, ann),
        read(other),
        read(service),
      ]);
      const ended = [...(await recorded("share.revoked")), ...(await recorded("share.expired"))];
      assert.equal(ended.length, round + 1);
      assert.equal((await remove(other, ann)).statusCode, 410);
    }
    await other.app.close();
  });

  it("revoke a token once", async () => {
    service = await TestApp.build({ auth: "token" });
    const root = await service.token({ id: "root", role: "admin" });
    const ann = await service.token({ id: "ann" });
    const { tokens } = (
      await service.call({ method: "GET", path: "/api/admin/tokens?user=ann" }, "", { secret: root })
    ).json();
    const revoke = () =>
      service.call({ method: "DELETE", path: `/api/admin/tokens/${tokens[0].id}` }, "", { secret: root });
    const itself = () => service.call(routes.endToken, "", { secret: ann });
    const answers = await Promise.all([revoke(), revoke(), itself(), revoke()]);
    assert.equal((await recorded("token.revoked")).length, 1, JSON.stringify(statuses(answers)));
    assert.equal((await revoke()).statusCode, 404);
  });
});
