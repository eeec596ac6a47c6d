import assert from "node:assert/strict";
import { QuotaReachedError, StoreUnavailableError } from "../store/errors.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { SharesLab } from "../testing/shares-lab.ts";

const FULL = new StoreUnavailableError("disk full");
const user = (id: string, org = "acme") => ({ user: { id, org, groups: [], role: "member" } }) as const;
const request = { sessionId: "ses_1", mode: "live", agent: "opencode" } as const;

describe("the creation of a share", () => {
  it("is written down before the share is there", async () => {
    const lab = new SharesLab();
    lab.beforeRecord = () => {
      throw FULL;
    };
    await assert.rejects(lab.shares.create({ user: undefined }, request), FULL);
    assert.equal(await lab.store.count({}), 0);
    lab.beforeRecord = () => {};
    await lab.shares.create({ user: undefined }, request);
    assert.deepEqual(lab.events, ["share.created link"]);
  });

  it("that fails is followed by that in the record, and throws why", async () => {
    const lab = new SharesLab();
    lab.store.create = () => Promise.reject(FULL);
    await assert.rejects(lab.shares.create({ user: undefined }, request), FULL);
    assert.deepEqual(lab.events, ["share.created link", "share.refused not created"]);
  });

  it("needs a sign-in where the service knows people, and sharing to be on", async () => {
    const known = new SharesLab({ auth: "token" });
    await assert.rejects(known.shares.create({ user: undefined }, request), refusedFor("signInRequired"));
    const off = new SharesLab({ policy: { sharing: "off" } });
    await assert.rejects(off.shares.create({ user: undefined }, request), refusedFor("notAllowed"));
    const narrow = new SharesLab({ auth: "token", policy: { audiences: ["org"] } });
    const forAll = { ...request, audience: "link" } as const;
    await assert.rejects(narrow.shares.create(user("ann"), forAll), refusedFor("notAllowed"));
    for (const { events } of [known, off, narrow]) assert.deepEqual(events, []);
  });

  it("is one of so many of a person, and of an organisation, however many come at once", async () => {
    const lab = new SharesLab({ auth: "token", policy: { limits: { sharesPerUser: 2, sharesPerOrg: 3 } } });
    const outcomes = async (...callers: readonly ReturnType<typeof user>[]) => {
      const all = await Promise.allSettled(callers.map((caller) => lab.shares.create(caller, request)));
      return all.map((one) => (one.status === "fulfilled" ? "made" : (one.reason.message as string)));
    };
    const mine = /^You share 2 sessions already/;
    const ours = /^Your organisation shares as many/;
    const first = await outcomes(user("ann"), user("ann"), user("ann"));
    assert.deepEqual(first.slice(0, 2), ["made", "made"]);
    assert.match(first[2] ?? "", mine);
    const second = await outcomes(user("bob"), user("bob"), user("ann", "evil"));
    assert.equal(second[0], "made");
    assert.match(second[1] ?? "", ours);
    assert.equal(second[2], "made");
    assert.equal(lab.events.filter((event) => event.startsWith("share.created")).length, 4);
  });

  it("is refused in the same words where another node was quicker", async () => {
    const lab = new SharesLab({ auth: "token", policy: { limits: { sharesPerUser: 2 } } });
    for (const [whose, words] of [
      ["owner", /^You share 2 sessions already/],
      ["org", /^Your organisation shares as many/],
    ] as const) {
      lab.store.create = () => Promise.reject(new QuotaReachedError(whose));
      await assert.rejects(lab.shares.create(user("ann"), request), { message: words });
    }
  });
});
