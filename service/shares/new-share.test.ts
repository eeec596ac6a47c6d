import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { policyFileSchema, servicePolicy } from "../policy/service-policy.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { endAfter, expiryOf } from "./expiry-of.ts";
import { type CreateRequest, named, newShare, ownerOf } from "./new-share.ts";

const policy = servicePolicy("token", policyFileSchema.parse({ expiry: { defaultDays: 7 } })).public;
const user = { id: "ann", org: "acme", groups: [], role: "member" } as const;
const request: CreateRequest = { sessionId: "ses_1", mode: "live", agent: "opencode" };
const NOW = 1_000_000;
const make = async (fields: Partial<CreateRequest> = {}, who: typeof user | undefined = user) =>
  (await newShare({ ...request, ...fields }, { user: who }, policy, NOW)).meta;

describe("a new share", () => {
  it("has the policy's answers where the request gives none, and nothing that nobody asked for", async () => {
    const { shareId, secretHash, ...rest } = await make();
    assert.equal(shareId.length, 43);
    assert.equal(secretHash.length, 43);
    assert.deepEqual(rest, {
      sessionId: "ses_1",
      title: "",
      audience: "org",
      mode: "live",
      createdAt: NOW,
      expiresAt: NOW + 7 * DAY_MS,
      owner: { id: "ann" },
      org: "acme",
    });
  });

  it("is what the request asks for", async () => {
    const meta = await make({
      title: "Tea",
      audience: "people",
      people: ["bob"],
      mode: "snapshot",
      agent: "claude",
      expiresAt: null,
      maxViews: 3,
      password: "correct horse",
    });
    const { title, audience, people, groups, mode, agent, expiresAt, maxViews } = meta;
    assert.deepEqual(
      { title, audience, people, groups, mode, agent, expiresAt, maxViews },
      {
        title: "Tea",
        audience: "people",
        people: ["bob"],
        groups: [],
        mode: "snapshot",
        agent: "claude",
        expiresAt: null,
        maxViews: 3,
      },
    );
    assert.match(meta.passwordHash ?? "", /^scrypt\$/);
  });

  it("belongs to nobody where nobody is signed in", async () => {
    const { meta } = await newShare(request, { user: undefined }, policy, NOW);
    assert.ok(!("owner" in meta) && !("org" in meta));
  });

  it("names readers for the audience that has them alone, and at least one there", () => {
    assert.deepEqual(named("people", { groups: ["dev"] }), { people: [], groups: ["dev"] });
    assert.deepEqual(named("people", { people: ["bob"] }), { people: ["bob"], groups: [] });
    assert.deepEqual(named("org", { people: ["bob"] }), {});
    assert.throws(() => named("people", { people: [], groups: [] }), refusedFor("invalidRequest"));
  });

  it("is not made for more people than it names where it does not say that it is for those alone", async () => {
    for (const names of [{ people: ["bob"] }, { groups: ["dev"] }]) {
      await assert.rejects(make(names), refusedFor("invalidRequest"));
      assert.equal((await make({ ...names, audience: "org" })).audience, "org", "that it says");
      assert.equal((await make({ ...names, audience: "people" })).audience, "people");
    }
    assert.equal((await make({ people: [], groups: [] })).audience, "org");
  });

  it("remembers its owner by name, else by address", () => {
    assert.deepEqual(ownerOf(user), { id: "ann" });
    assert.deepEqual(ownerOf({ ...user, email: "ann@acme.test" }), { id: "ann", name: "ann@acme.test" });
    assert.deepEqual(ownerOf({ ...user, name: "Ann", email: "ann@acme.test" }), { id: "ann", name: "Ann" });
  });
});

describe("the end of a share", () => {
  it("is a time to come, so many days from now, never, or not said", () => {
    assert.equal(expiryOf({ expiresAt: NOW + 1 }, NOW), NOW + 1);
    assert.equal(expiryOf({ expiresInDays: 2 }, NOW), NOW + 2 * DAY_MS);
    assert.equal(expiryOf({ expiresAt: null }, NOW), null);
    assert.equal(expiryOf({}, NOW), undefined);
    assert.equal(endAfter(2, NOW), NOW + 2 * DAY_MS);
    assert.equal(endAfter(null, NOW), null);
  });

  it("is neither past nor said twice", () => {
    for (const wrong of [
      { expiresAt: NOW },
      { expiresAt: NOW - 1 },
      { expiresAt: null, expiresInDays: 2 },
      { expiresAt: NOW + 1, expiresInDays: 2 },
    ])
      assert.throws(() => expiryOf(wrong, NOW), refusedFor("invalidRequest"));
  });
});
