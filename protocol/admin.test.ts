import assert from "node:assert/strict";
import {
  adminSharesQuerySchema,
  auditQuerySchema,
  createTokenRequestSchema,
  referenceSchema,
  tokensQuerySchema,
  userKeySchema,
} from "./admin.ts";

const text = (length: number) => "x".repeat(length);

describe("what an admin asks for", () => {
  it("is everything, a hundred at a time, where the address says nothing", () => {
    assert.deepEqual(adminSharesQuerySchema.parse({}), { limit: 100 });
    const empty = adminSharesQuerySchema.parse({ org: "", owner: "", share: "", after: "" });
    assert.equal(Object.values(empty).filter((value) => value !== undefined).length, 1);
  });

  it("is narrowed by what the address says", () => {
    const asked = { org: "acme", owner: text(2000), audience: "link", limit: "500" };
    assert.deepEqual(adminSharesQuerySchema.parse(asked), { ...asked, limit: 500 });
    assert.deepEqual(tokensQuerySchema.parse({ user: "ada" }), { user: "ada" });
    for (const wrong of [
      { owner: text(2001) },
      { limit: 0 },
      { limit: 501 },
      { limit: 1.5 },
      { audience: "all" },
    ])
      assert.equal(
        adminSharesQuerySchema.safeParse(wrong).success,
        false,
        JSON.stringify(wrong).slice(0, 40),
      );
    assert.equal(adminSharesQuerySchema.safeParse({ limit: 1 }).success, true);
  });

  it("of the audit is bounded by times and a number", () => {
    const asked = { since: "0", until: 253_402_300_799_999, action: "share.opened", last: "1000" };
    assert.deepEqual(auditQuerySchema.parse(asked), { ...asked, since: 0, last: 1000 });
    assert.equal(auditQuerySchema.parse({ last: 1 }).last, 1);
    for (const wrong of [
      { since: -1 },
      { until: "soon" },
      { action: "share.read" },
      { last: 0 },
      { last: 1001 },
      { last: 1.5 },
    ])
      assert.equal(auditQuerySchema.safeParse(wrong).success, false, JSON.stringify(wrong));
  });

  it("names a share by twelve characters, and a user by both names", () => {
    for (const [reference, fits] of [
      ["aZ09_-aZ09_-", true],
      [text(11), false],
      [text(13), false],
      ["aZ09_-aZ09_.", false],
    ] as const)
      assert.equal(referenceSchema.safeParse(reference).success, fits);
    for (const [user, fits] of [
      [{ id: "u", org: text(200) }, true],
      [{ id: "", org: "acme" }, false],
      [{ id: "u", org: text(201) }, false],
      [{ id: "u" }, false],
    ] as const)
      assert.equal(userKeySchema.safeParse(user).success, fits);
  });
});

describe("a request for a token", () => {
  const user = { id: "u", org: "acme" };
  it("is for a member without an end, unless it says otherwise", () => {
    assert.deepEqual(createTokenRequestSchema.parse({ user }), {
      user: { ...user, groups: [], role: "member" },
      label: "made by an admin",
      expiresInDays: null,
    });
  });

  it("is refused where it says what is not known, or too much", () => {
    for (const [fields, ofUser, fits] of [
      [{}, { name: text(200), email: text(320), groups: Array(500).fill("g") }, true],
      [{ expiresInDays: 1, label: text(200) }, {}, true],
      [{ expiresInDays: 3650 }, {}, true],
      [{ expiresInDays: 0 }, {}, false],
      [{ expiresInDays: 3651 }, {}, false],
      [{ expiresInDays: 1.5 }, {}, false],
      [{ label: "" }, {}, false],
      [{ scope: "all" }, {}, false],
      [{}, { scope: "all" }, false],
      [{}, { email: "" }, false],
      [{}, { email: text(321) }, false],
      [{}, { name: "" }, false],
      [{}, { groups: Array(501).fill("g") }, false],
      [{}, { groups: [""] }, false],
      [{}, { role: "king" }, false],
    ] as const)
      assert.equal(
        createTokenRequestSchema.safeParse({ ...fields, user: { ...user, ...ofUser } }).success,
        fits,
        JSON.stringify([fields, ofUser]).slice(0, 60),
      );
  });
});
