import assert from "node:assert/strict";
import fc from "fast-check";
import { DAY_MS } from "../../primitives/durations.ts";
import type { Policy } from "../../protocol/policy.ts";
import { audienceSchema } from "../../protocol/share.ts";
import { isRefusal } from "../errors/refusal.ts";
import { assertInAudience } from "../shares/access.ts";
import { type RequestedChange, shareChange } from "../shares/share-change.ts";
import type { ShareMeta } from "../store/store.ts";
import { sampleMeta } from "../testing/sample.ts";
import { assertAllowed } from "./assert-allowed.ts";
import { policyFileSchema, servicePolicy } from "./service-policy.ts";
import { widens } from "./widens.ts";

const NOW = 1_700_000_000_000;
const share = (fields: Partial<ShareMeta>) => sampleMeta({ org: "acme", owner: { id: "ann" }, ...fields });

describe("a change of a share", () => {
  const people = { audience: "people" as const, people: ["bob", "cyd"], groups: ["dev"] };
  const cases: [string, Partial<ShareMeta>, RequestedChange, boolean][] = [
    ["a wider audience", { audience: "me" }, { audience: "org" }, true],
    ["a narrower one", { audience: "link" }, { audience: "org" }, false],
    ["the audience that it has", { audience: "org" }, { audience: "org" }, false],
    ["named people instead of nobody", { audience: "me" }, people, true],
    ["named people instead of all", { audience: "org" }, people, false],
    ["one person more", people, { people: ["bob", "cyd", "dan"] }, true],
    ["another person", people, { people: ["bob", "dan"] }, true],
    ["fewer people", people, { people: ["cyd"] }, false],
    ["the same people in another order", people, { ...people, people: ["cyd", "bob", "cyd"] }, false],
    ["one group more", people, { groups: ["dev", "ops"] }, true],
    ["no group any more", people, { groups: [] }, false],
    ["a group for a person", people, { people: ["bob"], groups: ["dev", "ops"] }, true],
    ["people whom its audience does not name", { audience: "org" }, { people: ["bob"] }, false],
    ["a later end", { expiresAt: NOW + 1 }, { expiresAt: NOW + 2 }, true],
    ["no end any more", { expiresAt: NOW + 1 }, { expiresAt: null }, true],
    ["an end", { expiresAt: null }, { expiresInDays: 3650 }, false],
    ["an earlier end", { expiresAt: NOW + 2 }, { expiresAt: NOW + 1 }, false],
    ["the end that it has", { expiresAt: NOW + 2 }, { expiresAt: NOW + 2 }, false],
    ["a password", {}, { passwordHash: "x" }, false],
    ["another password", { passwordHash: "x" }, { passwordHash: "y" }, false],
    ["no password any more", { passwordHash: "x" }, { passwordHash: null }, true],
    ["no password where there is none", {}, { passwordHash: null }, false],
    ["more views", { maxViews: 2 }, { maxViews: 3 }, true],
    ["any number of views", { maxViews: 2 }, { maxViews: null }, true],
    ["fewer views", { maxViews: 2 }, { maxViews: 1 }, false],
    ["a number of views", {}, { maxViews: 1_000_000 }, false],
    ["the number of views that it has", { maxViews: 2 }, { maxViews: 2 }, false],
    ["going on", { mode: "snapshot" }, { mode: "live" }, true],
    ["staying as it is", { mode: "live" }, { mode: "snapshot" }, false],
    ["another title", {}, { title: "T" }, false],
    ["nothing", {}, {}, false],
    [
      "an earlier end and a wider audience",
      { audience: "me" },
      { audience: "link", expiresAt: NOW + 1 },
      true,
    ],
    ["a password and more views", { maxViews: 1 }, { maxViews: 2, passwordHash: "x" }, true],
    [
      "nobody, and then without a password",
      { passwordHash: "x" },
      { audience: "me", passwordHash: null },
      false,
    ],
    ["fewer who need no password", { passwordHash: "x" }, { audience: "org", passwordHash: null }, true],
  ];
  for (const [what, before, change, isWider] of cases)
    it(`to ${what} ${isWider ? "lets more in" : "lets nobody more in"}`, () => {
      const meta = share(before);
      assert.equal(widens(meta, { ...meta, ...shareChange(meta, change, NOW) }), isWider);
    });

  it("lets nobody in, or longer or more often, who could not read before, unless the policy allows it", () => {
    fc.assert(
      fc.property(policies, metas, changes, (policy, meta, change) => {
        const after = changed(meta, change);
        if (isRefused(policy, meta, after)) return;
        const gained = readings.filter((reading) => !mayRead(meta, reading) && mayRead(after, reading));
        if (gained.length > 0) assertAllowed(policy, after, NOW);
      }),
      { numRuns: 400 },
    );
  });

  it("that only takes away, and repeats the rest, is never refused, whatever the policy says of what is there", () => {
    fc.assert(
      fc.property(policies, metas, changes, (policy, meta, wish) => {
        const change = narrowed(meta, wish);
        assert.equal(isRefused(policy, meta, changed(meta, change)), false);
      }),
    );
  });
});

/** What of a wish makes a share smaller, and the rest as it is. */
function narrowed(meta: ShareMeta, wish: RequestedChange): RequestedChange {
  const { audience, people = [], groups = [] } = meta;
  const order = audienceSchema.options;
  const wished = wish.audience ?? audience;
  return {
    ...wish,
    mode: wish.mode === "snapshot" ? "snapshot" : meta.mode,
    expiresAt: earlier(meta.expiresAt, wish.expiresAt ?? null),
    passwordHash: wish.passwordHash ?? meta.passwordHash ?? null,
    maxViews: earlier(meta.maxViews ?? null, wish.maxViews ?? null),
    audience: order.indexOf(wished) < order.indexOf(audience) ? wished : audience,
    ...(audience === "people" ? { people: [...people].slice(-1), groups: groups.slice(0, 1) } : {}),
  };
}

const earlier = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

function isRefused(policy: Policy, meta: ShareMeta, after: ShareMeta): boolean {
  if (!widens(meta, after)) return false;
  try {
    assertAllowed(policy, after, NOW);
    return false;
  } catch (error) {
    assert.ok(isRefusal(error, "notAllowed"));
    return true;
  }
}

const changed = (meta: ShareMeta, change: RequestedChange): ShareMeta => ({
  ...meta,
  ...shareChange(meta, change, NOW),
});

/** Somebody who tries to read at a time, as who opens it for the nth time, and maybe knows every password. */
interface Reading {
  readonly id: string | undefined;
  readonly groups: readonly string[];
  readonly org: string;
  readonly at: number;
  readonly nth: number;
  readonly knowsPasswords: boolean;
}

const readings: Reading[] = [undefined, "bob", "eve"].flatMap((id) =>
  [[], ["dev"]].flatMap((groups) =>
    ["acme", "evil"].flatMap((org) =>
      [NOW, NOW + 40 * DAY_MS].flatMap((at) =>
        [1, 2, 3].flatMap((nth) =>
          [true, false].map((knowsPasswords) => ({ id, groups, org, at, nth, knowsPasswords })),
        ),
      ),
    ),
  ),
);

function mayRead(meta: ShareMeta, { id, groups, org, at, nth, knowsPasswords }: Reading): boolean {
  const user = id === undefined ? undefined : { id, org, groups: [...groups], role: "member" as const };
  try {
    assertInAudience(meta, { user });
  } catch {
    return false;
  }
  if (meta.expiresAt !== null && meta.expiresAt <= at) return false;
  if (meta.passwordHash && !knowsPasswords) return false;
  return (meta.views ?? 0) + nth <= (meta.maxViews ?? Infinity);
}

const names = fc.uniqueArray(fc.constantFrom("bob", "cyd", "dan"), { maxLength: 2 });
const groups = fc.uniqueArray(fc.constantFrom("dev", "ops"), { maxLength: 2 });
const ends = fc.constantFrom(null, NOW + 1, NOW + 2 * DAY_MS, NOW + 60 * DAY_MS);
const views = fc.constantFrom(null, 1, 2, 3);

const metas = fc
  .record({
    audience: fc.constantFrom(...audienceSchema.options),
    people: names.map((some) => ["fay", ...some]),
    groups,
    expiresAt: ends,
    passwordHash: fc.constantFrom(null, "one"),
    maxViews: views,
    views: fc.constantFrom(0, 1, 2),
    mode: fc.constantFrom("live" as const, "snapshot" as const),
  })
  .map((fields) => share(fields.audience === "people" ? fields : { ...fields, people: [], groups: [] }));

const changes = fc.record(
  {
    audience: fc.constantFrom(...audienceSchema.options),
    people: names.map((some) => ["eve", ...some]),
    groups,
    expiresAt: ends,
    passwordHash: fc.constantFrom(null, "one", "two"),
    maxViews: views,
    mode: fc.constantFrom("live" as const, "snapshot" as const),
    title: fc.constantFrom("T", "U"),
  },
  { requiredKeys: ["people"] },
);

const policies = fc
  .record({
    sharing: fc.constantFrom("on", "off"),
    audiences: fc.uniqueArray(fc.constantFrom(...audienceSchema.options), { minLength: 1 }),
    linkNeedsPassword: fc.boolean(),
    sealedOnly: fc.constantFrom(false, false, true),
    expiry: fc.constantFrom({}, { defaultDays: 7, maxDays: 7 }),
  })
  .map(
    (file) =>
      servicePolicy("token", policyFileSchema.parse({ ...file, defaultAudience: file.audiences[0] })).public,
  );
