import assert from "node:assert/strict";
import { TokenSealer } from "../identity/token-sealer.ts";
import { sampleMeta } from "../testing/sample.ts";
import { endsTickets, lockOf, Tickets } from "./tickets.ts";

describe("a ticket", () => {
  const tickets = new Tickets(new TokenSealer(new Uint8Array(32), () => 1_000_000));

  it("is for its share under its lock, until its end", async () => {
    const meta = sampleMeta({ lock: "one" });
    const ticket = await tickets.issue(meta, 5_000_000);
    assert.equal(await tickets.endOf(meta, ticket), 5_000_000);
    assert.equal(await tickets.endOf({ ...meta, lock: "two" }, ticket), undefined);
    assert.equal(await tickets.endOf({ ...meta, shareId: sampleMeta().shareId }, ticket), undefined);
    assert.equal(await tickets.endOf(meta, `${ticket}x`), undefined);
  });

  it("of a share whose lock never changed fits what earlier services made", () => {
    assert.equal(lockOf(sampleMeta()), "47DEQpj8HBSa-_TI");
    assert.equal(lockOf(sampleMeta({ passwordHash: null })), "47DEQpj8HBSa-_TI");
    assert.equal(lockOf(sampleMeta({ passwordHash: "hash" })), "0EuY9I6Pi8wVxq5a");
    assert.equal(lockOf(sampleMeta({ passwordHash: "hash", lock: "" })), "");
  });

  for (const [what, before, after, ends] of [
    ["nothing", {}, {}, false],
    ["a first password", {}, { passwordHash: "a" }, true],
    ["another password", { passwordHash: "a" }, { passwordHash: "b" }, true],
    ["the same password", { passwordHash: "a" }, { passwordHash: "a" }, false],
    ["no password any more", { passwordHash: "a" }, { passwordHash: null }, false],
    ["a first number of views", {}, { maxViews: 3 }, true],
    ["more views", { maxViews: 3, views: 3 }, { maxViews: 4, views: 3 }, false],
    ["as many views as before", { maxViews: 3, views: 3 }, { maxViews: 3, views: 3 }, false],
    ["fewer views, of which some are left", { maxViews: 3, views: 1 }, { maxViews: 2, views: 1 }, false],
    ["fewer views, all of them used up", { maxViews: 3, views: 2 }, { maxViews: 2, views: 2 }, true],
    ["fewer views, none of them used up", { maxViews: 3 }, { maxViews: 2 }, false],
    ["no number of views any more", { maxViews: 3 }, { maxViews: null }, false],
  ] as const)
    it(`${ends ? "ends" : "lasts"} when a share gets ${what}`, () => {
      assert.equal(endsTickets(sampleMeta(before), sampleMeta(after)), ends);
    });
});
