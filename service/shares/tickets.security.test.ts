import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { type CreateShareResponse, TICKET_HEADER } from "../../protocol/share.ts";
import { LiveClient } from "../testing/live-client.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

const password = "correct horse";

describe("a ticket", () => {
  let service: TestApp;
  let share: CreateShareResponse;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  const create = async (fields: object) => {
    share = await service.create(fields);
  };
  const open = async (body: object = {}, headers: Record<string, string> = {}) => {
    const answer = await service.call(routes.openShare, share.shareId, { body, headers });
    return answer.json<{ ticket: string }>().ticket;
  };
  const change = async (body: object) => {
    const { shareId, secret } = share;
    const answer = await service.call(routes.updateShare, shareId, { secret, body });
    assert.equal(answer.statusCode, 200, answer.body);
  };
  const admits = async (ticket: string) => {
    const headers = { [TICKET_HEADER]: ticket };
    const { statusCode } = await service.call(routes.readShare, share.shareId, { headers });
    return statusCode === 200;
  };
  const views = async () => {
    const { shareId, secret } = share;
    return (await service.call(routes.shareInfo, shareId, { secret })).json().access.views;
  };

  const ends: [string, object, object[]][] = [
    ["another password", { password }, [{ password: "another horse" }]],
    ["the same password set again", { password }, [{ password }]],
    ["a password beside a number of views", { maxViews: 3 }, [{ password }]],
    ["a number of views beside a password", { password }, [{ maxViews: 3 }]],
    ["a number of views after there was none", { maxViews: 3 }, [{ maxViews: null }, { maxViews: 3 }]],
    ["a password after there was none", { password }, [{ password: null }, { password }]],
    ["as many views as are used up", { maxViews: 3 }, [{ maxViews: 1 }]],
  ];
  const widenings = [{ maxViews: 9 }, { maxViews: null }, { maxViews: 2 }, { maxViews: 9 }, { maxViews: 8 }];
  for (const [what, fields, changes] of ends)
    it(`that ended with ${what} stays ended, whatever comes after`, async () => {
      await create(fields);
      const ticket = await open({ password });
      assert.ok(await admits(ticket));
      for (const body of changes) await change(body);
      assert.ok(!(await admits(ticket)));
      await change({ maxViews: 9 });
      for (const body of [{ password: null }, ...widenings]) {
        await change(body);
        // Without any rule everybody may read, with whatever ticket.
        if ((await service.call(routes.readShare, share.shareId)).statusCode === 200) continue;
        assert.ok(!(await admits(ticket)), JSON.stringify(body));
      }
    });

  it("lives on through what ends none: more views, fewer that are left, another title, no password any more", async () => {
    await create({ password, maxViews: 5 });
    const ticket = await open({ password });
    for (const body of [
      { maxViews: 9 },
      { maxViews: 2 },
      { maxViews: 2 },
      { title: "T" },
      { password: null },
    ]) {
      await change(body);
      assert.ok(await admits(ticket), JSON.stringify(body));
    }
    await change({ password: null });
    assert.ok(await admits(ticket));
  });

  it("is given again to who holds it, and uses up no second view", async () => {
    await create({ maxViews: 1 });
    const ticket = await open();
    assert.equal(await open({}, { [TICKET_HEADER]: ticket }), ticket);
    assert.equal(await open({}, { cookie: `ocs_ticket=${ticket}`, origin: "https://share.test" }), ticket);
    assert.equal(await views(), 1);
    assert.equal(await open(), undefined, "who holds none finds no view left");
  });

  it("is the same for who asks by the same opening again or at the same time, and uses up one view", async () => {
    await create({ maxViews: 1 });
    const [opening, other] = ["o".repeat(43), "p".repeat(43)];
    const [ticket, ...more] = await Promise.all([open({ opening }), open({ opening }), open({ opening })]);
    assert.ok(ticket !== undefined && (await admits(ticket)));
    assert.deepEqual(more, [ticket, ticket]);
    assert.equal(await open({ opening }), ticket);
    assert.equal(await open({ opening: other }), undefined, "another reader");
    assert.equal(await views(), 1);
  });

  it("is no longer had by its opening when it has ended, or without the password", async () => {
    await create({ maxViews: 2, password });
    const opening = "o".repeat(43);
    const ticket = await open({ opening, password });
    assert.equal(await open({ opening }), undefined);
    assert.equal(await open({ opening, password: "wrong horse" }), undefined);
    await change({ password: "another horse" });
    assert.equal(await open({ opening, password }), undefined);
    assert.notEqual(await open({ opening, password: "another horse" }), ticket);
    assert.equal(await views(), 2);
    assert.equal(await open({ opening: "wrong" }), undefined);
  });

  it("is not had by the opening of another share, nor by an opening that has failed", async () => {
    await create({ maxViews: 1 });
    const opening = "o".repeat(43);
    await open();
    assert.equal(await open({ opening }), undefined);
    await change({ maxViews: 2 });
    const ticket = await open({ opening });
    await create({ maxViews: 1 });
    assert.notEqual(await open({ opening }), ticket);
    assert.equal(await views(), 1);
  });

  it("is not given for a password that was changed while it was checked", async () => {
    await create({ password });
    const { takeView } = service.stores.shares;
    service.stores.shares.takeView = async function (shareId) {
      await change({ password: "another horse" });
      return takeView.call(this, shareId);
    };
    assert.equal(await open({ password }), undefined);
  });

  it("lets nobody follow on whose views are used up, and cuts them off before the change is answered", async () => {
    await create({ maxViews: 3 });
    await service.sync(share, [part(1, "a")]);
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    const viewers = await Promise.all(
      [1, 2].map(
        async () => new LiveClient(url, share.shareId, 0, { headers: { [TICKET_HEADER]: await open() } }),
      ),
    );
    for (const viewer of viewers) await viewer.untilRevision(1);
    await change({ maxViews: 1 });
    assert.equal(service.parts.hub.viewers(share.shareId), 0);
    for (const viewer of viewers) assert.equal(await viewer.closed, "unauthorized");
  });

  for (const [what, fields, body] of [
    ["its group is named no more", { audience: "people", groups: ["dev"] }, { people: ["bob"], groups: [] }],
    ["its person is named no more", { audience: "people", people: ["cyd"] }, { people: ["bob"] }],
    ["openings are counted from now on", { audience: "org" }, { maxViews: 5 }],
  ] as const)
    it(`or who follows without one is cut off before the answer when ${what}`, async () => {
      await service.app.close();
      service = await TestApp.build({ auth: "token" });
      const [ann, cyd] = [
        await service.token({ id: "ann" }),
        await service.token({ id: "cyd", groups: ["dev"] }),
      ];
      share = await service.create(fields, ann);
      await service.sync(share, [part(1, "a")]);
      const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
      const viewer = new LiveClient(url, share.shareId, 0, { headers: { authorization: `Bearer ${cyd}` } });
      await viewer.untilRevision(1);
      await change(body);
      assert.equal(service.parts.hub.viewers(share.shareId), 0);
      await viewer.closed;
    });
});
