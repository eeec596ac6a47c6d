import assert from "node:assert/strict";
import * as fc from "fast-check";
import { DAY_MS } from "../../primitives/durations.ts";
import type { Policy } from "../../protocol/policy.ts";
import { type Audience, audienceSchema } from "../../protocol/share.ts";
import { OPEN_POLICY } from "../services/service-policies.ts";
import {
  allowedOptions,
  defaultExpiry,
  extendedEnd,
  isExpiryAllowed,
  missingAnswer,
  whyNoSession,
} from "./allowed-options.ts";
import { type Expiry, expiryOfDays } from "./expiry.ts";
import type { ShareOptions } from "./share-options.ts";

const NOW = 1_700_000_000_000;
const ACME: Policy = {
  ...OPEN_POLICY,
  auth: "oidc",
  audiences: ["me", "people", "org", "link"],
  defaultAudience: "org",
  expiry: { defaultDays: 14, maxDays: 30 },
};
const never: Expiry = { kind: "never" };
const days = (count: number): Expiry => ({ kind: "days", days: count });
const until = (count: number): Expiry => ({ kind: "date", at: NOW + count * DAY_MS });

describe("what a service allows of a share", () => {
  const ends: readonly [string, number | null | undefined, Policy["expiry"], number | null][] = [
    [
      "the service's default where the person says nothing",
      undefined,
      { defaultDays: 14, maxDays: null },
      14,
    ],
    ["for ever where the service says so", undefined, { defaultDays: null, maxDays: null }, null],
    ["what the person says", 7, { defaultDays: 14, maxDays: 30 }, 7],
    ["for ever where the person says so", null, { defaultDays: 14, maxDays: null }, null],
    ["no longer than the service allows", 90, { defaultDays: 14, maxDays: 30 }, 30],
    ["as long as the service allows instead of for ever", null, { defaultDays: 14, maxDays: 30 }, 30],
  ];
  for (const [what, setting, expiry, expected] of ends)
    it(`lasts ${what}`, () =>
      assert.deepEqual(
        defaultExpiry(setting === undefined ? undefined : expiryOfDays(setting), { ...OPEN_POLICY, expiry }),
        expiryOfDays(expected),
      ));

  const expiries: readonly [Expiry, boolean][] = [
    [never, false],
    [days(30), true],
    [days(31), false],
    [until(30), true],
    [until(30.1), false],
  ];
  for (const [expiry, isAllowed] of expiries)
    it(`${isAllowed ? "takes" : "refuses"} ${JSON.stringify(expiry)} where 30 days are the most`, () => {
      assert.equal(isExpiryAllowed(expiry, ACME, NOW), isAllowed);
      assert.equal(isExpiryAllowed(expiry, OPEN_POLICY, NOW), true);
    });

  it("puts its own in place of an end that it does not allow, and leaves the rest", () => {
    const options: ShareOptions = { audience: "org", expiry: never, mode: "snapshot" };
    assert.deepEqual(allowedOptions(options, ACME, NOW), { ...options, expiry: days(30) });
    assert.deepEqual(allowedOptions(options, { ...ACME, expiry: OPEN_POLICY.expiry }, NOW), options);
  });

  it("never lets more people read than somebody chose: where nothing is narrower, it is asked for", () => {
    const width = (audience: Audience) => audienceSchema.options.indexOf(audience);
    const some = fc.subarray([...audienceSchema.options], { minLength: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...audienceSchema.options), some, fc.nat(), (wished, audiences, pick) => {
        const defaultAudience = audiences[pick % audiences.length] ?? "link";
        const policy: Policy = { ...ACME, audiences, defaultAudience };
        const options = allowedOptions({ audience: wished, expiry: days(7), mode: "live" }, policy, NOW);
        const { audience } = options;
        if (audiences.includes(wished)) assert.equal(audience, wished);
        else if (audiences.some((it) => width(it) < width(wished))) {
          assert.ok(audience && audiences.includes(audience));
          assert.ok(width(audience) < width(wished));
        } else {
          assert.equal(audience, wished);
          assert.equal(missingAnswer(options, policy), "audience");
        }
      }),
    );
  });

  const guarded: Policy = { ...ACME, linkNeedsPassword: true };
  const missing: readonly [string, Partial<ShareOptions>, Policy, ReturnType<typeof missingAnswer>][] = [
    ["nothing of the organisation", { audience: "org" }, guarded, undefined],
    ["names of people", { audience: "people" }, ACME, "audience"],
    ["nothing where a group is named", { audience: "people", groups: ["backend"] }, ACME, undefined],
    ["nothing of a link where it needs no password", { audience: "link" }, ACME, undefined],
    ["the password of a link that needs one", { audience: "link" }, guarded, "password"],
    ["nothing when it is there", { audience: "link", password: "correct horse" }, guarded, undefined],
  ];
  for (const [what, options, policy, expected] of missing)
    it(`misses ${what}`, () => {
      const all: ShareOptions = { audience: "org", expiry: days(7), mode: "live", ...options };
      assert.equal(missingAnswer(all, policy), expected);
    });

  it("says why it takes no session", () => {
    assert.equal(whyNoSession(ACME), undefined);
    assert.equal(whyNoSession({ ...ACME, agents: ["opencode"] }), undefined);
    assert.equal(whyNoSession({ ...ACME, agents: ["other"] }), "agent");
    assert.equal(whyNoSession({ ...ACME, agents: [] }), "agent");
    assert.equal(whyNoSession({ ...ACME, sealedOnly: true }), "sealedOnly");
  });

  it("extends a share from its end on, as far as the service allows", () => {
    assert.equal(extendedEnd(NOW + DAY_MS, 30, OPEN_POLICY, NOW), NOW + 31 * DAY_MS);
    assert.equal(extendedEnd(NOW + DAY_MS, 30, ACME, NOW), NOW + 30 * DAY_MS);
    assert.equal(extendedEnd(NOW - DAY_MS, 7, ACME, NOW), NOW + 7 * DAY_MS);
  });
});
