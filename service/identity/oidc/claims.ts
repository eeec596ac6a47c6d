import { type Role, type User, userSchema } from "../../../protocol/identity.ts";
import { ClaimsError } from "../errors.ts";
import type { Claims } from "./claim-names.ts";
import { type GroupsProblem, groupsOf } from "./groups.ts";
import type { OidcConfig } from "./oidc-config.ts";
import { NO_RULES, type OrganizationRules, organizationOf } from "./organization.ts";
import { hasVerifiedAddress } from "./verified-address.ts";

/** Longest name that is kept, in characters. */
const MAX_NAME_LENGTH = 200;
/** Most groups that count. */
const MAX_GROUPS = 500;

/** Somebody as they are known here, and what the provider did not say. */
export interface ClaimedUser {
  readonly user: User;
  readonly problem?: GroupsProblem | undefined;
}

/**
 * Who somebody is here, by what the provider says.
 * @throws ClaimsError when it does not say enough
 */
export function userOfClaims(
  config: OidcConfig,
  claims: Claims,
  rules: OrganizationRules = NO_RULES,
): ClaimedUser {
  const org = organizationOf(claims, config.orgClaim, rules);
  const { groups, problem } = groupsOf(claims, config.groupsClaim);
  const user = userSchema.safeParse({
    id: claims.sub,
    org,
    groups: groups.filter((group) => group.length <= MAX_NAME_LENGTH).slice(0, MAX_GROUPS),
    role: roleOf(config, groups),
    ...nameOf(claims),
    ...emailOf(claims),
  });
  if (!user.success) {
    const names = [...new Set(user.error.issues.map(({ path }) => nameOfClaim(config, path[0])))];
    throw new ClaimsError(`The provider sends what cannot be used here in: ${names.join(", ")}`);
  }
  return { user: user.data, problem };
}

function roleOf({ adminGroup, orgAdminGroup }: OidcConfig, groups: readonly string[]): Role {
  if (adminGroup !== undefined && groups.includes(adminGroup)) return "admin";
  return orgAdminGroup !== undefined && groups.includes(orgAdminGroup) ? "orgAdmin" : "member";
}

function nameOf({ name, preferred_username: username, upn }: Claims): { name?: string } {
  const found = [name, username, upn].find((text) => typeof text === "string" && text !== "");
  return typeof found === "string" ? { name: found.slice(0, MAX_NAME_LENGTH) } : {};
}

/** An address that somebody only claims to have would let them read what is shared with its owner. */
function emailOf(claims: Claims): { email?: string } {
  const { email } = claims;
  return typeof email === "string" && email !== "" && hasVerifiedAddress(claims) !== false ? { email } : {};
}

function nameOfClaim({ orgClaim }: OidcConfig, field: PropertyKey | undefined): string {
  return field === "id" ? "sub" : field === "org" ? orgClaim : String(field);
}
