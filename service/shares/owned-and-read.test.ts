import assert from "node:assert/strict";
import { refusedFor } from "../testing/refused-for.ts";
import { SharesLab } from "../testing/shares-lab.ts";
import { needsOpening } from "./shares.ts";

const user = (id: string, org = "acme") => ({ user: { id, org, groups: [], role: "member" } }) as const;
const ann = user("ann");

describe("the shares that somebody has", () => {
  let lab: SharesLab;
  beforeEach(() => {
    lab = new SharesLab({ auth: "token" });
  });
  const create = async (title: string, fields = {}, caller = ann) => {
    lab.clock.now += 1;
    return lab.create({ title, ...fields }, caller);
  };
  const page = async (after?: string, limit = 2) => {
    const { found, next } = await lab.shares.owned(ann, after, limit);
    return { titles: found.map(({ title }) => title), next };
  };

  it("are theirs alone, the newest first, page by page", async () => {
    for (const title of ["one", "two", "three", "four", "five"]) await create(title);
    await create("bob's", {}, user("bob"));
    await create("another ann's", {}, user("ann", "evil"));
    const first = await page();
    assert.deepEqual(first.titles, ["five", "four"]);
    assert.ok(first.next);
    const second = await page(first.next);
    assert.deepEqual(second.titles, ["three", "two"]);
    assert.ok(second.next);
    assert.deepEqual(await page(second.next), { titles: ["one"], next: null });
  });

  it("end with a page that is not full, and with none", async () => {
    assert.deepEqual(await page(), { titles: [], next: null });
    await create("one");
    assert.deepEqual(await page(), { titles: ["one"], next: null });
    assert.deepEqual(await page(undefined, 0), { titles: [], next: null });
  });

  it("are without those that have ended, and go on behind them", async () => {
    await create("one");
    await create("two", { expiresAt: lab.clock.now + 10 });
    await create("three", { expiresAt: lab.clock.now + 10 });
    lab.clock.now += 10;
    const first = await page();
    assert.deepEqual(first.titles, []);
    assert.ok(first.next);
    assert.deepEqual((await page(first.next)).titles, ["one"]);
  });

  it("are told to who is signed in, from a place in the list", async () => {
    await assert.rejects(lab.shares.owned({ user: undefined }, undefined, 2), refusedFor("signInRequired"));
    await assert.rejects(lab.shares.owned(ann, "nowhere", 2), refusedFor("invalidRequest"));
  });
});

describe("a reading of a share", () => {
  const entry = { key: "session/info/ses_1", content: Buffer.from("1") };

  it("is for who may read it when it has begun, and closed to everybody else", async () => {
    const lab = new SharesLab({ auth: "token" });
    const { owner, shareId } = await lab.create({ audience: "me" }, ann);
    await lab.shares.append(await lab.shares.authorize(owner, shareId), [entry]);
    const mine = await lab.shares.readFor(owner, shareId);
    assert.equal(mine.revision, 1);
    mine.close();
    let closed = 0;
    const read = lab.store.readSince.bind(lab.store);
    lab.store.readSince = async (...args) => {
      const reading = await read(...args);
      return {
        ...reading,
        close: () => {
          closed += 1;
          reading.close();
        },
      };
    };
    await assert.rejects(lab.shares.readFor(user("bob"), shareId), refusedFor("notNamed"));
    assert.equal(closed, 1);
  });

  it("needs an opening where there is a password or a number of views, and none for its owner", async () => {
    const lab = new SharesLab();
    const nobody = { user: undefined };
    const open = await lab.create();
    await lab.shares.find(nobody, open.shareId);
    const counted = await lab.create({ maxViews: 3 });
    await assert.rejects(lab.shares.find(nobody, counted.shareId), refusedFor("openRequired"));
    await lab.shares.find(counted.owner, counted.shareId);
    const ticket = await lab.tickets.issue(counted.meta, lab.clock.now + 60_000);
    await lab.shares.find({ ...nobody, ticket }, counted.shareId);
    await assert.rejects(
      lab.shares.find({ ...nobody, ticket: "x" }, counted.shareId),
      refusedFor("openRequired"),
    );
    assert.equal(needsOpening({ ...open.meta, maxViews: 3, passwordHash: "hash" }), "passwordRequired");
    assert.equal(needsOpening({ ...open.meta, maxViews: null, passwordHash: null }), undefined);
  });

  it("is refused, and that is written down, where somebody of another organisation asks", async () => {
    const lab = new SharesLab({ auth: "token" });
    const { shareId } = await lab.create({ audience: "org" }, ann);
    await lab.shares.find(user("bob"), shareId);
    await assert.rejects(lab.shares.find({ user: undefined }, shareId), refusedFor("signInRequired"));
    assert.deepEqual(lab.events, []);
    await assert.rejects(lab.shares.find(user("eve", "evil"), shareId), refusedFor("otherOrg"));
    assert.deepEqual(lab.events, ["share.refused otherOrg"]);
  });

  it("is counted with who it was, and written down as the owner's where it is theirs", async () => {
    const lab = new SharesLab({ auth: "token" });
    const { owner, shareId } = await lab.create({ audience: "org" }, ann);
    await lab.shares.countOpen(user("bob"), shareId);
    await lab.shares.countOpen({ user: undefined, secret: owner.secret }, shareId);
    const { count, lastAt, readers } = await lab.shares.opens(owner, shareId);
    assert.deepEqual({ count, lastAt }, { count: 2, lastAt: lab.clock.now });
    assert.deepEqual(
      readers?.map(({ id }) => id),
      ["bob"],
    );
    assert.deepEqual(
      lab.records.map(({ action, actor }) => `${action} ${actor}`),
      ["share.opened bob", "share.opened owner"],
    );
    await assert.rejects(lab.shares.opens(user("bob"), shareId), refusedFor("wrongSecret"));
  });
});
