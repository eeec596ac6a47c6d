import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { StoreUnavailableError, VersionConflictError } from "../store/errors.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { SharesLab } from "../testing/shares-lab.ts";

const FULL = new StoreUnavailableError("disk full");

describe("a change of a share", () => {
  let lab: SharesLab;
  beforeEach(() => {
    lab = new SharesLab({ auth: "token" });
  });
  const ann = { id: "ann", org: "acme", groups: [], role: "member" } as const;
  const create = (fields = {}) => lab.create({ audience: "org", ...fields }, { user: ann });

  it("that widens is written down before it is made, and once", async () => {
    const { owner, shareId } = await create();
    const { share, revision } = await lab.shares.update(owner, shareId, { audience: "link" });
    assert.equal(share.audience, "link");
    assert.equal(revision, 0);
    assert.deepEqual(lab.events, ["share.changed audience", "recheck", "tell Tea"]);
    assert.equal(lab.records[0]?.actor, "ann");
  });

  it("that narrows is made first, cuts off who may no longer read, and is written down after", async () => {
    const { owner, shareId } = await create({ audience: "link" });
    await lab.shares.update({ user: undefined, secret: owner.secret }, shareId, { audience: "me" });
    assert.deepEqual(lab.events, ["recheck", "tell Tea", "share.changed audience"]);
    assert.equal(lab.records[0]?.actor, "owner");
  });

  it("of the title alone is no matter for the record, and asks no reader anew", async () => {
    const { owner, shareId } = await create();
    await lab.shares.update(owner, shareId, { title: "Coffee" });
    assert.deepEqual(lab.events, ["tell Coffee"]);
  });

  it("that changes nothing tells nobody", async () => {
    const { owner, shareId } = await create();
    await lab.shares.update(owner, shareId, { title: "Tea", audience: "org" });
    assert.deepEqual(lab.events, []);
  });

  it("is its owner's", async () => {
    const { shareId } = await create();
    await assert.rejects(
      lab.shares.update({ user: undefined }, shareId, { title: "x" }),
      refusedFor("wrongSecret"),
    );
    assert.deepEqual(lab.events, []);
  });

  it("asks the policy only where it widens", async () => {
    lab = new SharesLab({
      auth: "token",
      policy: { audiences: ["me", "org"], expiry: { defaultDays: 1, maxDays: 2 } },
    });
    const { owner, shareId, meta } = await create();
    await assert.rejects(lab.shares.update(owner, shareId, { audience: "link" }), refusedFor("notAllowed"));
    await assert.rejects(
      lab.shares.update(owner, shareId, { expiresAt: lab.clock.now + 9 * DAY_MS }),
      refusedFor("notAllowed"),
    );
    assert.deepEqual(lab.events, []);
    await lab.store.update(shareId, { audience: "link", expiresAt: null });
    await lab.shares.update(owner, shareId, { expiresAt: meta.expiresAt });
    assert.deepEqual(lab.events, ["tell Tea", "share.changed expiresAt"]);
  });

  it("that widens is not made when it cannot be written down", async () => {
    const { owner, shareId } = await create();
    lab.beforeRecord = () => {
      throw FULL;
    };
    await assert.rejects(lab.shares.update(owner, shareId, { audience: "link" }), FULL);
    assert.equal((await lab.shares.authorize(owner, shareId)).audience, "org");
  });

  it("that was written down and not made is followed by that", async () => {
    const { owner, shareId } = await create();
    lab.store.update = () => Promise.reject(FULL);
    await assert.rejects(lab.shares.update(owner, shareId, { audience: "link" }), FULL);
    assert.deepEqual(lab.events, ["share.changed audience", "share.refused not changed"]);
    lab.events.length = 0;
    await assert.rejects(lab.shares.update(owner, shareId, { audience: "me" }), FULL);
    assert.deepEqual(lab.events, []);
  });

  it("begins anew when the share was changed meanwhile, and is written down once", async () => {
    const { owner, shareId } = await create();
    const update = lab.store.update.bind(lab.store);
    let tries = 0;
    lab.store.update = async (...args) => {
      tries += 1;
      if (tries < 3) throw new VersionConflictError();
      return update(...args);
    };
    await lab.shares.update(owner, shareId, { audience: "link" });
    assert.deepEqual(lab.events, ["share.changed audience", "recheck", "tell Tea"]);
  });

  it("gives up after a hundred tries, and says so", async () => {
    const { owner, shareId } = await create();
    let tries = 0;
    lab.store.update = async () => {
      tries += 1;
      throw new VersionConflictError();
    };
    await assert.rejects(lab.shares.update(owner, shareId, { audience: "link" }), refusedFor("shareBusy"));
    assert.equal(tries, 100);
    assert.deepEqual(lab.events, ["share.changed audience", "share.refused not changed"]);
  });

  it("is made without the title where only that cannot be written", async () => {
    const { owner, shareId } = await create();
    const update = lab.store.update.bind(lab.store);
    lab.store.update = async (id, change, version) => {
      if (change.title !== undefined) throw FULL;
      return update(id, change, version);
    };
    await assert.rejects(
      lab.shares.update(owner, shareId, { audience: "me", title: "Coffee" }),
      refusedFor("unfinished"),
    );
    assert.equal((await lab.shares.authorize(owner, shareId)).audience, "me");
    await assert.rejects(lab.shares.update(owner, shareId, { audience: "me", title: "Coffee" }), FULL);
    lab.store.update = update;
    const { share } = await lab.shares.update(owner, shareId, { audience: "org", title: "Coffee" });
    assert.deepEqual([share.audience, share.title], ["org", "Coffee"]);
  });

  it("is made also where the contents cannot be read, and says that", async () => {
    const { owner, shareId } = await create();
    lab.store.revision = () => Promise.reject(FULL);
    await assert.rejects(lab.shares.update(owner, shareId, { audience: "me" }), refusedFor("unfinished"));
    assert.equal((await lab.shares.authorize(owner, shareId)).audience, "me");
  });

  it("sets a password, and takes it away", async () => {
    const { owner, shareId } = await create();
    await lab.shares.update(owner, shareId, { password: "correct horse" });
    const { passwordHash, lock } = await lab.shares.authorize(owner, shareId);
    assert.match(passwordHash ?? "", /^scrypt\$/);
    await lab.shares.update(owner, shareId, { password: null });
    const after = await lab.shares.authorize(owner, shareId);
    assert.equal(after.passwordHash, null);
    assert.equal(after.lock, lock);
    assert.deepEqual(lab.events, [
      "recheck",
      "tell Tea",
      "share.changed passwordHash",
      "share.changed passwordHash",
      "recheck",
      "tell Tea",
    ]);
  });
});
