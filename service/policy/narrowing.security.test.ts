import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";

/** Policies that refuse what is there, and shares from before them. */
const strict: Readonly<Record<string, object>> = {
  "sharing is switched off": { sharing: "off" },
  "only sealed shares are allowed": { sealedOnly: true },
  "a link needs a password": { linkNeedsPassword: true },
  "the audience is allowed no more": { audiences: ["me"] },
  "shares have to end": { expiry: { defaultDays: 1, maxDays: 1 } },
};

describe("a share from before a stricter policy", () => {
  let before: TestApp;
  let after: TestApp;
  let token: string;
  let share: CreateShareResponse;

  const meet = async (policy: object) => {
    before = await TestApp.build({ auth: "token" });
    token = await before.token({ id: "ann" });
    after = await TestApp.build({ auth: "token", policy, stores: before.stores });
    share = await before.create({ audience: "link", expiresAt: null, maxViews: 5 }, token);
  };
  afterEach(async () => {
    await before.app.close();
    await after.app.close();
  });
  const change = (body: object) =>
    after.call(routes.updateShare, share.shareId, { secret: share.secret, body });

  for (const [what, policy] of Object.entries(strict)) {
    it(`can be made smaller in every way although ${what}`, async () => {
      await meet(policy);
      for (const body of [
        {},
        { title: "T" },
        { expiresInDays: 3650 },
        { expiresInDays: 40, audience: "link", maxViews: 5 },
        { maxViews: 2 },
        { mode: "snapshot" },
        { password: "correct horse" },
        { password: "another horse" },
        { audience: "org" },
        { audience: "people", people: ["bob", "cyd"], groups: ["dev"] },
        { people: ["bob"] },
        { groups: [] },
        { expiresInDays: 1 },
        { audience: "me", password: null, maxViews: null },
      ])
        assert.equal((await change(body)).statusCode, 200, JSON.stringify(body));
      assert.equal((await after.call(routes.deleteShare, share.shareId, { secret: token })).statusCode, 204);
    });
  }

  it("cannot be made wider in any way, however much smaller in another", async () => {
    await meet({ sharing: "off" });
    const narrow = { audience: "people", people: ["bob"], mode: "snapshot", password: "correct horse" };
    assert.equal((await change({ ...narrow, maxViews: 3, expiresInDays: 9 })).statusCode, 200);
    for (const body of [
      { audience: "org" },
      { audience: "link" },
      { people: ["bob", "cyd"] },
      { people: ["cyd"] },
      { groups: ["dev"] },
      { expiresInDays: 10 },
      { expiresAt: null },
      { maxViews: 4 },
      { maxViews: null },
      { password: null },
      { mode: "live" },
      { maxViews: 4, expiresInDays: 1 },
      { audience: "org", password: "another horse" },
    ])
      assertError(await change(body), 403, "not_allowed");
    const info = (await after.call(routes.shareInfo, share.shareId, { secret: share.secret })).json();
    assert.deepEqual(
      [info.share.audience, info.share.mode, info.access.people],
      ["people", "snapshot", ["bob"]],
    );
    assert.deepEqual([info.access.maxViews, info.access.hasPassword], [3, true]);
  });
});
