import assert from "node:assert/strict";
import { ShareGoneError, StoreUnavailableError } from "../store/errors.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { SharesLab } from "../testing/shares-lab.ts";

const FULL = new StoreUnavailableError("disk full");

describe("the end of a share", () => {
  let lab: SharesLab;
  beforeEach(() => {
    lab = new SharesLab();
  });
  const due = () => lab.create({ expiresAt: lab.clock.now + 10 });
  /** A store that marks shares as gone, and cannot delete them. */
  const halfRemove = () => {
    const remove = lab.store.remove.bind(lab.store);
    lab.store.remove = async (...args) => {
      await remove(...args);
      throw FULL;
    };
  };

  it("is told to its viewers, and written down as its owner's", async () => {
    const { owner, shareId } = await lab.create();
    await lab.shares.remove(owner, shareId);
    assert.deepEqual(lab.events, ["end revoked", "share.revoked"]);
    assert.equal(lab.records[0]?.actor, "owner");
    await assert.rejects(lab.shares.remove(owner, shareId), new ShareGoneError("revoked"));
  });

  it("by several at once is one, and written down once", async () => {
    const { owner, shareId } = await lab.create();
    await Promise.allSettled([1, 2, 3].map(() => lab.shares.remove(owner, shareId)));
    assert.deepEqual(
      lab.events.filter((event) => event.startsWith("share.")),
      ["share.revoked"],
    );
  });

  it("of its time is written down as the service's, by who notices first", async () => {
    const { shareId } = await due();
    lab.clock.now += 10;
    await assert.rejects(lab.shares.find({ user: undefined }, shareId), new ShareGoneError("expired"));
    await assert.rejects(lab.shares.find({ user: undefined }, shareId), new ShareGoneError("expired"));
    assert.deepEqual(lab.events, ["end expired", "share.expired"]);
    assert.equal(lab.records[0]?.actor, "service");
  });

  it("holds from its mark on, also where not all could be deleted, which is said", async () => {
    const { owner, shareId } = await lab.create();
    halfRemove();
    await assert.rejects(lab.shares.remove(owner, shareId), refusedFor("unfinished"));
    assert.deepEqual(lab.events, ["end revoked", "share.revoked"]);
    await assert.rejects(lab.shares.find(owner, shareId), new ShareGoneError("revoked"));
  });

  it("did not come where the store did not mark it, and is tried again", async () => {
    const { owner, shareId } = await lab.create();
    const remove = lab.store.remove.bind(lab.store);
    lab.store.remove = () => Promise.reject(FULL);
    await assert.rejects(lab.shares.remove(owner, shareId), FULL);
    lab.store.get = () => Promise.reject(FULL);
    await assert.rejects(lab.shares.remove(owner, shareId), FULL);
    assert.deepEqual(lab.events, []);
    lab.store.remove = remove;
  });

  describe("is looked for by a sweep, which", () => {
    it("tells how many it ended", async () => {
      await due();
      await due();
      await lab.create();
      assert.equal(await lab.shares.sweep(), 0);
      lab.clock.now += 10;
      assert.equal(await lab.shares.sweep(), 2);
      assert.equal(await lab.shares.sweep(), 0);
    });

    it("counts none that somebody else has ended", async () => {
      const { shareId } = await due();
      lab.clock.now += 10;
      const { now } = lab.clock;
      lab.store.expired = async () => [shareId, "unknown"];
      await lab.store.remove(shareId, "revoked", now);
      assert.equal(await lab.shares.sweep(), 0);
      assert.deepEqual(lab.events, []);
    });

    it("goes on after one that cannot be deleted, and says how far it came", async () => {
      const [{ shareId }] = [await due(), await due()];
      lab.clock.now += 10;
      const remove = lab.store.remove.bind(lab.store);
      lab.store.remove = (id, ...args) => (id === shareId ? Promise.reject(FULL) : remove(id, ...args));
      await assert.rejects(lab.shares.sweep(), /Expired shares deleted so far: 1\. Try again later/);
      await assert.rejects(lab.shares.sweep(), FULL);
    });

    it("has ended what was marked in this very moment, and not what went before", async () => {
      await due();
      lab.clock.now += 10;
      halfRemove();
      assert.equal(await lab.shares.sweep(), 1);
      assert.deepEqual(lab.events, ["end expired", "share.expired"]);
    });
  });
});
