import { type Role, type User, userSchema } from "../../../protocol/identity.ts";
import { ClaimsError } from "../errors.ts";
import type { OidcConfig } from "./oidc-config.ts";

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** Longest name that is kept, in characters. */
const MAX_NAME_LENGTH = 200;
/** Most groups that count. */
const MAX_GROUPS = 500;

/**
 * Who somebody is here, by what the provider says.
 * @throws ClaimsError when it does not say enough
 */
export function userOfClaims(config: OidcConfig, claims: Claims): User {
  const groups = textsOf(claims[config.groupsClaim]);
  const org = textsOf(claims[config.orgClaim]);
  if (org.length !== 1)
    throw new ClaimsError(
      org.length === 0
        ? `The provider does not say which organisation you belong to: the claim “${config.orgClaim}” is missing`
        : `The provider names several organisations in the claim “${config.orgClaim}”, and only one can be yours here`,
    );
  const user = userSchema.safeParse({
    id: claims.sub,
    org: org[0],
    groups: groups.filter((group) => group.length <= MAX_NAME_LENGTH).slice(0, MAX_GROUPS),
    role: roleOf(config, groups),
    ...nameOf(claims),
    ...emailOf(claims),
  });
  if (!user.success) {
    const names = [...new Set(user.error.issues.map(({ path }) => nameOfClaim(config, path[0])))];
    throw new ClaimsError(`The provider sends what cannot be used here in: ${names.join(", ")}`);
  }
  return user.data;
}

function roleOf({ adminGroup, orgAdminGroup }: OidcConfig, groups: readonly string[]): Role {
  if (adminGroup !== undefined && groups.includes(adminGroup)) return "admin";
  return orgAdminGroup !== undefined && groups.includes(orgAdminGroup) ? "orgAdmin" : "member";
}

function nameOf({ name, preferred_username: username }: Claims): { name?: string } {
  const found = [name, username].find((text) => typeof text === "string" && text !== "");
  return typeof found === "string" ? { name: found.slice(0, MAX_NAME_LENGTH) } : {};
}

/** An address that somebody only claims to have would let them read what is shared with its owner. */
function emailOf({ email, email_verified: verified }: Claims): { email?: string } {
  const isRefuted = verified === false || verified === "false";
  return typeof email === "string" && email !== "" && !isRefuted ? { email } : {};
}

/** Providers send one text, or a list even of one. */
function textsOf(claim: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return list.filter((text): text is string => typeof text === "string" && text !== "");
}

function nameOfClaim({ orgClaim }: OidcConfig, field: PropertyKey | undefined): string {
  return field === "id" ? "sub" : field === "org" ? orgClaim : String(field);
}
