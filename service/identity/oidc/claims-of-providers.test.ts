import assert from "node:assert/strict";
import type { Role } from "../../../protocol/identity.ts";
import { userOfClaims } from "./claims.ts";
import type { OidcConfig } from "./oidc-config.ts";
import type { OrganizationRules } from "./organization.ts";

/** How a provider's token says who somebody is, with the claims that its documentation has us name. */
interface Recorded {
  readonly provider: string;
  readonly config?: Partial<OidcConfig>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly org: string;
  readonly groups?: readonly string[];
  readonly role?: Role;
  readonly problem?: "missing" | "form" | "elsewhere";
}

const ENTRA = {
  sub: "AAAAAIkzqFVrSaSaFHy782bbtaQ",
  oid: "690222be-ff1a-4d56-abd1-7e4f7d38e474",
  tid: "9188040d-6c67-4c5b-b112-36a304b66dad",
  preferred_username: "ann@acme.test",
  name: "Ann Acme",
  ver: "2.0",
};

const recorded: readonly Recorded[] = [
  {
    provider: "Keycloak with a mapper for one organisation",
    claims: { sub: "1", org: "acme", groups: ["/dev", "/share-admins"] },
    config: { adminGroup: "/share-admins" },
    org: "acme",
    groups: ["/dev", "/share-admins"],
    role: "admin",
  },
  {
    provider: "Keycloak with organisations by name and id",
    config: { orgClaim: "organization" },
    claims: { sub: "1", organization: { acme: { id: "00535f3c" } }, groups: [] },
    org: "acme",
  },
  {
    provider: "Keycloak with a list of organisations",
    config: { orgClaim: "organization" },
    claims: { sub: "1", organization: ["acme"], groups: [] },
    org: "acme",
  },
  {
    provider: "Keycloak with realm roles",
    config: { groupsClaim: "realm_access.roles", adminGroup: "share-admins" },
    claims: { sub: "1", org: "acme", realm_access: { roles: ["share-admins", "offline_access"] } },
    org: "acme",
    groups: ["share-admins", "offline_access"],
    role: "admin",
  },
  {
    provider: "Keycloak with roles of a client whose id has dots",
    config: { groupsClaim: "resource_access.share.acme.test.roles" },
    claims: { sub: "1", org: "acme", resource_access: { "share.acme.test": { roles: ["dev"] } } },
    org: "acme",
    groups: ["dev"],
  },
  {
    provider: "Entra ID",
    config: { orgClaim: "tid", orgAdminGroup: "b1f9a2c0-0000-4000-8000-000000000001" },
    claims: { ...ENTRA, groups: ["b1f9a2c0-0000-4000-8000-000000000001"] },
    org: ENTRA.tid,
    groups: ["b1f9a2c0-0000-4000-8000-000000000001"],
    role: "orgAdmin",
  },
  {
    provider: "Entra ID with app roles",
    config: { orgClaim: "tid", groupsClaim: "roles", adminGroup: "Share.Admin" },
    claims: { ...ENTRA, roles: ["Share.Admin"] },
    org: ENTRA.tid,
    groups: ["Share.Admin"],
    role: "admin",
  },
  {
    provider: "Entra ID with more groups than a token holds",
    config: { orgClaim: "tid" },
    claims: {
      ...ENTRA,
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { endpoint: "https://graph.windows.net/t/users/u/getMemberObjects" } },
    },
    org: ENTRA.tid,
    problem: "elsewhere",
  },
  {
    provider: "Entra ID with more groups than an address has room for",
    config: { orgClaim: "tid" },
    claims: { ...ENTRA, hasgroups: true },
    org: ENTRA.tid,
    problem: "elsewhere",
  },
  {
    provider: "Okta with a groups claim",
    config: { orgClaim: "organization" },
    claims: { sub: "00uid4BxXw6I6TV4m0g3", organization: "Acme", groups: ["Everyone", "dev"] },
    org: "Acme",
    groups: ["Everyone", "dev"],
  },
  {
    provider: "Auth0 with namespaced claims and its organisation's id",
    config: { orgClaim: "org_id", groupsClaim: "https://share.acme.test/roles" },
    claims: {
      sub: "auth0|507f1f77bcf86cd7",
      org_id: "org_9ybsU1dN2dKfDkBi",
      "https://share.acme.test/roles": ["dev"],
    },
    org: "org_9ybsU1dN2dKfDkBi",
    groups: ["dev"],
  },
  {
    provider: "Google Workspace",
    config: { orgClaim: "hd" },
    claims: { sub: "110169484474386276334", hd: "acme.test", email: "ann@acme.test", email_verified: true },
    org: "acme.test",
    problem: "missing",
  },
  {
    provider: "ADFS with one group as a text",
    config: { groupsClaim: "group" },
    claims: { sub: "Zx2Sb", upn: "ann@acme.test", org: "acme", group: "ACME\\dev" },
    org: "acme",
    groups: ["ACME\\dev"],
  },
  {
    provider: "GitLab with the groups that somebody is in",
    config: { orgClaim: "https://gitlab.org/claims/groups/owner", groupsClaim: "groups_direct" },
    claims: {
      sub: "74",
      "https://gitlab.org/claims/groups/owner": ["acme"],
      groups_direct: ["acme/platform", "acme/web"],
    },
    org: "acme",
    groups: ["acme/platform", "acme/web"],
  },
  {
    provider: "Authentik with a mapped claim in a nested object",
    config: { orgClaim: "ak_proxy.user_attributes.org" },
    claims: { sub: "f3c1", ak_proxy: { user_attributes: { org: "acme" } }, groups: ["authentik Admins"] },
    org: "acme",
    groups: ["authentik Admins"],
  },
  {
    provider: "Dex with a connector's user",
    config: { orgClaim: "federated_claims.connector_id" },
    claims: {
      sub: "Cg0wLTM4NS0",
      federated_claims: { connector_id: "acme-ldap", user_id: "ann" },
      groups: ["dev"],
    },
    org: "acme-ldap",
    groups: ["dev"],
  },
  {
    provider: "Zitadel with roles by name",
    config: {
      orgClaim: "urn:zitadel:iam:user:resourceowner:name",
      groupsClaim: "urn:zitadel:iam:org:project:roles",
    },
    claims: {
      sub: "163840776835432705",
      "urn:zitadel:iam:user:resourceowner:name": "ACME",
      "urn:zitadel:iam:org:project:roles": { "share-admin": { "1638407768": "acme.zitadel.test" }, dev: {} },
    },
    org: "ACME",
    groups: ["share-admin", "dev"],
  },
  {
    provider: "a list of groups as objects, of which the path names a field",
    config: { groupsClaim: "groups.name" },
    claims: {
      sub: "1",
      org: "acme",
      groups: [
        { id: 1, name: "dev" },
        { id: 2, name: "ops" },
      ],
    },
    org: "acme",
    groups: ["dev", "ops"],
  },
  {
    provider: "groups in a form that nobody knows",
    claims: { sub: "1", org: "acme", groups: { count: 3 } },
    org: "acme",
    problem: "form",
  },
  {
    provider: "groups that are null",
    claims: { sub: "1", org: "acme", groups: null },
    org: "acme",
    problem: "missing",
  },
];

const plain: OidcConfig = {
  issuer: "https://id.test",
  clientId: "x",
  clientSecret: undefined,
  scope: "openid",
  orgClaim: "org",
  groupsClaim: "groups",
  adminGroup: undefined,
  orgAdminGroup: undefined,
};
const rules: OrganizationRules = { prefer: [], names: {}, mailDomains: {} };

describe("claims as providers send them", () => {
  for (const { provider, config, claims, org, groups = [], role = "member", problem } of recorded)
    it(`are understood: ${provider}`, () => {
      const found = userOfClaims({ ...plain, ...config }, claims);
      assert.deepEqual(
        [found.user.org, found.user.groups, found.user.role, found.problem?.kind],
        [org, groups, role, problem],
      );
    });
});

describe("somebody's organisation", () => {
  const orgOf = (claims: object, more: Partial<OrganizationRules> = {}) =>
    userOfClaims(plain, { sub: "1", groups: [], ...claims }, { ...rules, ...more }).user.org;

  it("is, of several, the first that the policy prefers", () => {
    assert.equal(orgOf({ org: ["blue", "acme"] }, { prefer: ["none", "acme", "blue"] }), "acme");
    assert.equal(orgOf({ org: { blue: {}, acme: {} } }, { prefer: ["blue"] }), "blue");
  });

  it("is refused with all names when there are several and no rule", () => {
    assert.throws(
      () => orgOf({ org: ["acme", "blue"] }),
      /several organisations.*\(acme, blue\).*orgs\.prefer/,
    );
    assert.throws(() => orgOf({ org: ["acme", "blue"] }, { prefer: ["red"] }), /several organisations/);
  });

  it("is what the policy calls it, and one when several are called the same", () => {
    const names = { "t-1": "acme", "t-2": "acme" };
    assert.equal(orgOf({ org: "t-1" }, { names }), "acme");
    assert.equal(orgOf({ org: ["t-1", "t-2"] }, { names }), "acme");
    assert.equal(orgOf({ org: "constructor" }, { names }), "constructor");
  });

  const mailDomains = { "acme.test": "acme" };
  it("follows from the domain of a verified address where no claim names one", () => {
    assert.equal(orgOf({ email: "Ann@ACME.test", email_verified: true }, { mailDomains }), "acme");
    assert.equal(orgOf({ email: "ann@acme.test", xms_edov: "1" }, { mailDomains }), "acme");
    assert.equal(
      orgOf({ email: "ann@acme.test", email_verified: true, org: "blue" }, { mailDomains }),
      "blue",
    );
  });

  const refusals: [string, object, RegExp][] = [
    ["an address that nobody verified", { email: "ann@acme.test" }, /“email_verified”/],
    [
      "an address that is not theirs",
      { email: "ann@acme.test", email_verified: false, xms_edov: true },
      /“email_verified”/,
    ],
    ["another domain", { email: "ann@notacme.test", email_verified: true }, /domain notacme\.test/],
    ["a domain in front", { email: "acme.test@evil.test", email_verified: true }, /domain evil\.test/],
    ["no address", {}, /so is your address/],
    [
      "a claim in a form that nobody knows",
      { org: 7, email: "a@acme.test", email_verified: true },
      /holds number 7/,
    ],
    ["a list of such", { org: [7] }, /a list without a single text/],
    ["an object without names", { org: { id: "acme" } }, /an object \(id\)/],
  ];
  for (const [name, claims, message] of refusals)
    it(`is refused by ${name}, and why is said`, () => {
      assert.throws(() => orgOf(claims, { mailDomains }), message);
    });
});
