import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { refusedFor } from "../testing/refused-for.ts";
import { assertAllowed, type Judged } from "./assert-allowed.ts";
import { PolicyError, policyFileSchema, servicePolicy } from "./service-policy.ts";

const policy = (file: object, auth: "none" | "token" = "token") =>
  servicePolicy(auth, policyFileSchema.parse(file));

describe("the policy of a service", () => {
  it("is private first where people are known, and the link where nobody is", () => {
    assert.deepEqual(policy({}).public.audiences, ["me", "people", "org", "link"]);
    assert.equal(policy({}).public.defaultAudience, "org");
    assert.deepEqual(policy({}, "none").public.audiences, ["link"]);
    assert.equal(policy({}, "none").public.defaultAudience, "link");
    assert.equal(policy({ audiences: ["me", "link"] }).public.defaultAudience, "me");
    assert.deepEqual(policy({}).public.expiry, { defaultDays: 30, maxDays: null });
  });

  it("refuses what contradicts itself", () => {
    assert.throws(() => policy({ audiences: ["org"] }, "none"), PolicyError);
    assert.throws(() => policy({ audiences: ["me"], defaultAudience: "link" }), PolicyError);
    for (const file of [
      { expiry: { defaultDays: 90, maxDays: 30 } },
      { expiry: { defaultDays: null, maxDays: 30 } },
      { sharing: "yes" },
      { audience: ["me"] },
      { audiences: [] },
    ])
      assert.throws(() => policyFileSchema.parse(file), JSON.stringify(file));
  });

  const now = 1_700_000_000_000;
  const share: Judged = { audience: "link", expiresAt: now + 10 * DAY_MS };
  const cases: [string, object, Judged, boolean][] = [
    ["anything where it says nothing", {}, { ...share, expiresAt: null }, true],
    ["nothing while sharing is off", { sharing: "off" }, share, false],
    ["nothing unsealed where only sealed shares are allowed", { sealedOnly: true }, share, false],
    ["no audience that it leaves out", { audiences: ["me", "org"] }, share, false],
    ["an audience that it names", { audiences: ["me", "link"] }, share, true],
    ["no link without a password where it asks for one", { linkNeedsPassword: true }, share, false],
    [
      "a link with a password where it asks for one",
      { linkNeedsPassword: true },
      { ...share, passwordHash: "x" },
      true,
    ],
    [
      "other audiences without a password even so",
      { linkNeedsPassword: true },
      { ...share, audience: "org" },
      true,
    ],
    [
      "no share without an end where there is a longest",
      { expiry: { defaultDays: 7, maxDays: 10 } },
      { ...share, expiresAt: null },
      false,
    ],
    ["the longest", { expiry: { defaultDays: 7, maxDays: 10 } }, share, true],
    ["no longer than the longest", { expiry: { defaultDays: 7, maxDays: 8 } }, share, false],
    ["no other agent than it names", { agents: ["claude-code"] }, share, false],
    ["an agent that it names", { agents: ["claude-code"] }, { ...share, agent: "claude-code" }, true],
    ["opencode when it names it", { agents: ["opencode"] }, share, true],
  ];
  for (const [what, file, judged, isAllowed] of cases)
    it(`allows ${what}`, () => {
      const ask = () => assertAllowed(policy(file).public, judged, now);
      if (isAllowed) ask();
      else assert.throws(ask, refusedFor("notAllowed"));
    });
});
