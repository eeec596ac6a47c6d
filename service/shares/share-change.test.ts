import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { sampleMeta } from "../testing/sample.ts";
import { endsReading, namesOf, type RequestedChange, shareChange } from "./share-change.ts";
import { lockOf } from "./tickets.ts";

const NOW = 1_800_000_000_000;
const before = sampleMeta({ title: "Tea", expiresAt: NOW + 5 });
const change = (request: RequestedChange, meta = before) => shareChange(meta, request, NOW);

describe("what a request changes of a share", () => {
  it("is what it names, as it is kept", () => {
    assert.deepEqual(change({ title: "Coffee", mode: "snapshot", audience: "org", expiresAt: null }), {
      title: "Coffee",
      mode: "snapshot",
      audience: "org",
      expiresAt: null,
    });
    assert.deepEqual(change({ expiresInDays: 1 }), { expiresAt: NOW + DAY_MS });
    assert.throws(() => change({ expiresAt: NOW }), refusedFor("invalidRequest"));
  });

  it("is nothing where that is so already, said or not", () => {
    const same: readonly RequestedChange[] = [
      {},
      { title: "Tea", mode: "live", audience: "link", expiresAt: NOW + 5 },
      { people: [], groups: [], passwordHash: null, maxViews: null },
    ];
    for (const request of same) assert.deepEqual(change(request), {});
    const unsaid = { ...before, people: undefined, maxViews: undefined } as unknown as typeof before;
    assert.deepEqual(change({ people: [], maxViews: null }, unsaid), {});
  });

  it("keeps those named whom it does not name, for as long as the audience has any", () => {
    const people = sampleMeta({ audience: "people", people: ["ann"], groups: ["dev"] });
    assert.deepEqual(change({ people: ["bob"] }, people), { people: ["bob"] });
    assert.deepEqual(change({ groups: [] }, people), { groups: [] });
    assert.deepEqual(change({ audience: "org" }, people), { audience: "org", people: [], groups: [] });
    assert.throws(() => change({ people: [], groups: [] }, people), refusedFor("invalidRequest"));
    assert.throws(() => change({ audience: "people" }), refusedFor("invalidRequest"));
    assert.deepEqual(change({ audience: "people", groups: ["dev"] }), {
      audience: "people",
      groups: ["dev"],
    });
  });

  it("ends the tickets with a new lock, or keeps them when the password goes", () => {
    const { lock, ...rest } = change({ passwordHash: "hash" });
    assert.deepEqual(rest, { passwordHash: "hash" });
    assert.equal(lock?.length, 43);
    const secret = sampleMeta({ passwordHash: "hash" });
    assert.deepEqual(change({ passwordHash: null }, secret), { passwordHash: null, lock: lockOf(secret) });
    assert.equal(change({ maxViews: 3 }).maxViews, 3);
    assert.ok(change({ maxViews: 3 }).lock);
    assert.deepEqual(change({ maxViews: 4 }, sampleMeta({ maxViews: 3 })), { maxViews: 4 });
  });

  it("asks readers anew when it is about who may read, and only then", () => {
    for (const name of ["audience", "people", "groups", "passwordHash", "maxViews", "lock"])
      assert.equal(endsReading({ [name]: null }), true, name);
    assert.equal(endsReading({ title: "Tea", mode: "live", expiresAt: null }), false);
  });

  it("is written down by its names, without the lock", () => {
    assert.equal(namesOf({ title: "Tea", lock: "x", maxViews: 3 }), "title maxViews");
  });
});
