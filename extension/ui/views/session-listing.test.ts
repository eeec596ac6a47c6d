import assert from "node:assert/strict";
import type { OnSome, SessionSummary } from "../../../engine/sources/session-source.ts";
import { type Listed, SessionListing } from "./session-listing.ts";

const sessionsNamed = (...titles: readonly string[]): readonly SessionSummary[] =>
  titles.map((title) => ({
    ...{
      id: title,
      agentId: "opencode",
      title,
      directory: "/work",
      parentId: undefined,
      createdAt: 0,
      updatedAt: 0,
    },
  }));

describe("a listing of sessions", () => {
  let tell: OnSome;
  let end: (all: Listed) => void;
  let fail: (problem: Error) => void;
  let listing: SessionListing;
  const titles = async () => (await listing.some())?.map(({ title }) => title);

  beforeEach(() => {
    listing = new SessionListing((onSome) => {
      tell = onSome;
      const reading = Promise.withResolvers<Listed>();
      end = reading.resolve;
      fail = reading.reject;
      return reading.promise;
    });
  });

  it("gives all when they are found at once", async () => {
    end(sessionsNamed("one", "two"));
    assert.deepEqual(await titles(), ["one", "two"]);
  });

  it("gives what is found so far, and later all", async () => {
    tell(sessionsNamed("one"));
    await listing.begun;
    assert.deepEqual(await titles(), ["one"]);
    tell(sessionsNamed("one", "two"));
    assert.deepEqual(await titles(), ["one", "two"]);
    end(sessionsNamed("zero", "one", "two"));
    await listing.whole;
    assert.deepEqual(await titles(), ["zero", "one", "two"]);
  });

  it("waits for something to show", async () => {
    tell([]);
    const waiting = titles();
    tell(sessionsNamed("one"));
    assert.deepEqual(await waiting, ["one"]);
  });

  it("takes nothing that comes too late", async () => {
    end(sessionsNamed("all"));
    await listing.whole;
    tell(sessionsNamed("late"));
    assert.deepEqual(await titles(), ["all"]);
  });

  it("knows that there is no storage", async () => {
    end(undefined);
    assert.equal(await titles(), undefined);
  });

  it("says why it failed, also after it has begun", async () => {
    tell(sessionsNamed("one"));
    fail(new Error("it is locked"));
    await assert.rejects(listing.whole);
    await assert.rejects(titles(), /locked/);
  });
});
