import assert from "node:assert/strict";
import type { Role, User } from "../../protocol/identity.ts";
import { type Audience, audienceSchema } from "../../protocol/share.ts";
import type { Caller } from "../identity/caller.ts";
import { hashSecret, newToken } from "../identity/tokens.ts";
import type { ShareMeta } from "../store/store.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { sampleMeta } from "../testing/sample.ts";
import { assertInAudience, assertMayRevoke, assertOwner } from "./access.ts";

const secret = newToken();
const user = (id: string, org: string, more: Partial<User> = {}): User => ({
  id,
  org,
  groups: [],
  role: "member",
  ...more,
});
const as = (role: Role, org: string) => ({ user: user(`${role}-of-${org}`, org, { role }) });

const callers: Readonly<Record<string, Caller>> = {
  anonymous: { user: undefined },
  "the creator": { user: user("ann", "acme") },
  "who holds the secret": { user: undefined, secret },
  "who holds another secret": { user: undefined, secret: newToken() },
  "a colleague": { user: user("bob", "acme") },
  "a named colleague": { user: user("cyd", "acme", { email: "Cyd@Acme.test" }) },
  "a named group's member": { user: user("dan", "acme", { groups: ["ops", "dev"] }) },
  "the creator's name in another organisation": { user: user("ann", "evil") },
  "a named colleague's address in another organisation": {
    user: user("x", "evil", { email: "cyd@acme.test" }),
  },
  "a named group in another organisation": { user: user("y", "evil", { groups: ["dev"] }) },
  "the organisation's admin": as("orgAdmin", "acme"),
  "another organisation's admin": as("orgAdmin", "evil"),
  "the service's admin": as("admin", "elsewhere"),
};
const owners = ["the creator", "who holds the secret"];
const acme = ["a colleague", "a named colleague", "a named group's member", "the organisation's admin"];

const meta = (audience: Audience): ShareMeta =>
  sampleMeta({
    audience,
    owner: { id: "ann" },
    org: "acme",
    secretHash: hashSecret(secret),
    ...(audience === "people" ? { people: ["cyd@acme.test"], groups: ["dev"] } : {}),
  });

describe("who may read a share", () => {
  const readers: Readonly<Record<Audience, readonly string[]>> = {
    link: Object.keys(callers),
    org: [...owners, ...acme],
    people: [...owners, "a named colleague", "a named group's member"],
    me: owners,
  };
  for (const audience of audienceSchema.options)
    for (const [who, caller] of Object.entries(callers)) {
      const may = readers[audience].includes(who);
      it(`of the audience ${audience}: ${who} ${may ? "may" : "may not"}`, () => {
        const read = () => assertInAudience(meta(audience), caller);
        if (may) return read();
        assert.throws(read, caller.user ? refusedFor("otherOrg", "notNamed") : refusedFor("signInRequired"));
      });
    }

  it("says when it is the organisation that is another", () => {
    const caller = callers["the creator's name in another organisation"] ?? { user: undefined };
    assert.throws(() => assertInAudience(meta("org"), caller), refusedFor("otherOrg"));
  });
});

describe("who may change and who may end a share", () => {
  const revokers = [...owners, "the organisation's admin", "the service's admin"];
  for (const [who, caller] of Object.entries(callers)) {
    const isOwner = owners.includes(who);
    it(`lets ${who} ${isOwner ? "" : "not "}change it`, () => {
      const change = () => assertOwner(meta("org"), caller);
      if (isOwner) return change();
      assert.throws(change, refusedFor("wrongSecret"));
    });
    const mayEnd = revokers.includes(who);
    it(`lets ${who} ${mayEnd ? "" : "not "}end it`, () => {
      const end = () => assertMayRevoke(meta("org"), caller);
      if (mayEnd) return end();
      assert.throws(end, refusedFor("wrongSecret"));
    });
  }

  it("knows no creator and no organisation of a share from a service that knew nobody", () => {
    const nobodys = sampleMeta({ secretHash: hashSecret(secret) });
    for (const who of ["the creator", "the organisation's admin"])
      assert.throws(
        () => assertMayRevoke(nobodys, callers[who] ?? { user: undefined }),
        refusedFor("wrongSecret"),
      );
  });
});
