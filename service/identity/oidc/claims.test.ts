import assert from "node:assert/strict";
import * as fc from "fast-check";
import { userSchema } from "../../../protocol/identity.ts";
import { ClaimsError } from "../errors.ts";
import { userOfClaims } from "./claims.ts";
import type { OidcConfig } from "./oidc-config.ts";

describe("who a provider's claims mean", () => {
  const config: OidcConfig = {
    issuer: "https://id.test",
    clientId: "x",
    clientSecret: undefined,
    scope: "openid",
    orgClaim: "https://acme.test/tenant",
    groupsClaim: "roles",
    adminGroup: "root",
    orgAdminGroup: "leads",
  };
  const claims = (more: object = {}) => ({ sub: "u1", "https://acme.test/tenant": "acme", ...more });

  it("is told by the claims that the configuration names", () => {
    assert.deepEqual(
      userOfClaims(config, claims({ roles: ["a", "leads"], groups: ["root"], org: "evil" })).user,
      {
        id: "u1",
        org: "acme",
        groups: ["a", "leads"],
        role: "orgAdmin",
      },
    );
  });

  const emails: [object, string | undefined][] = [
    [{ email: "a@b.test" }, "a@b.test"],
    [{ email: "a@b.test", email_verified: true }, "a@b.test"],
    [{ email: "a@b.test", email_verified: false }, undefined],
    [{ email: "a@b.test", email_verified: "false" }, undefined],
    [{ email: "a@b.test", email_verified: "true" }, "a@b.test"],
    [{ email: "a@b.test", email_verified: 1 }, "a@b.test"],
    [{ email: "a@b.test", email_verified: 0 }, undefined],
    [{ email: "a@b.test", email_verified: "0" }, undefined],
    [{ email: "a@b.test", email_verified: "False" }, undefined],
    [{ email: "a@b.test", email_verified: "no" }, undefined],
    [{ email: "a@b.test", xms_edov: true }, "a@b.test"],
    [{ email: "a@b.test", xms_edov: false }, undefined],
    [{ email: "a@b.test", xms_edov: "0" }, undefined],
    [{ email: "a@b.test", email_verified: true, xms_edov: false }, "a@b.test"],
    [{ email: "" }, undefined],
    [{ email: 7 }, undefined],
  ];
  for (const [more, email] of emails)
    it(`has the address ${email} by ${JSON.stringify(more)}`, () => {
      assert.equal(userOfClaims(config, claims(more)).user.email, email);
    });

  it("takes one text for a list of one, and leaves out what is no text", () => {
    const { user } = userOfClaims(config, {
      sub: "u1",
      "https://acme.test/tenant": ["acme"],
      roles: "leads",
    });
    assert.deepEqual([user.org, user.groups, user.role], ["acme", ["leads"], "orgAdmin"]);
    assert.deepEqual(userOfClaims(config, claims({ roles: [1, null, "a", {}] })).user.groups, ["a"]);
  });

  it("gives a role for a group that is beyond those that are kept", () => {
    const roles = [...Array.from({ length: 600 }, (_, n) => `g${n}`), "root"];
    const { role, groups } = userOfClaims(config, claims({ roles })).user;
    assert.equal(role, "admin");
    assert.equal(groups.length, 500);
  });

  it("makes nobody an admin when no group is named for that", () => {
    const none = { ...config, adminGroup: undefined, orgAdminGroup: undefined };
    assert.equal(userOfClaims(none, claims({ roles: ["undefined", "", "root"] })).user.role, "member");
  });

  it("is a whole user or a refusal, for any claims", () => {
    const names = fc.constantFrom("sub", "https://acme.test/tenant", "roles", "name", "email");
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (any) => {
        try {
          assert.ok(userSchema.safeParse(userOfClaims(config, any).user).success);
        } catch (error) {
          assert.ok(error instanceof ClaimsError);
        }
      }),
    );
  });
});
