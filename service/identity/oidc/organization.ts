import { ClaimsError } from "../errors.ts";
import { type Claims, claimAt, describeClaim, namesIn } from "./claim-names.ts";
import { hasVerifiedAddress } from "./verified-address.ts";

/** How somebody's organisation follows from what the provider says, where its claim alone does not name one. */
export interface OrganizationRules {
  /** Of several, the first of these is somebody's. */
  readonly prefer: readonly string[];
  /** What organisations are called here, by what the provider calls them (a tenant's id, say). */
  readonly names: Readonly<Record<string, string>>;
  /** Organisations by the domain of a verified address, lower case, for those whom the claim names none. */
  readonly mailDomains: Readonly<Record<string, string>>;
}

export const NO_RULES: OrganizationRules = { prefer: [], names: {}, mailDomains: {} };

/**
 * The organisation of whom these claims are about.
 * @param path of the claim that names it
 * @throws ClaimsError when it is none, several, or not to be understood; the message names the claim
 */
export function organizationOf(claims: Claims, path: string, rules: OrganizationRules): string {
  const claim = claimAt(claims, path);
  const names = namesIn(claim);
  if (!names)
    throw new ClaimsError(
      `The provider names your organisation in a form that is not understood: the claim “${path}” holds ${describeClaim(claim)} where a text is expected`,
    );
  const found = [...new Set(names.map((name) => ownValue(rules.names, name) ?? name))];
  if (found.length === 0) return byMailDomain(claims, path, rules);
  const [first = "", ...others] = found;
  if (others.length === 0) return first;
  const preferred = rules.prefer.find((name) => found.includes(name));
  if (preferred !== undefined) return preferred;
  throw new ClaimsError(
    `The provider names several organisations in the claim “${path}” (${found.join(", ")}), and only one can be yours here: the policy of this service (orgs.prefer) does not say which`,
  );
}

function byMailDomain(claims: Claims, path: string, { mailDomains }: OrganizationRules): string {
  const missing = `The provider does not say which organisation you belong to: the claim “${path}” is missing`;
  if (Object.keys(mailDomains).length === 0) throw new ClaimsError(missing);
  const { email } = claims;
  const domain = typeof email === "string" ? email.slice(email.lastIndexOf("@") + 1).toLowerCase() : "";
  if (domain === "") throw new ClaimsError(`${missing}, and so is your address (the claim “email”)`);
  // Whoever may choose their address could choose their organisation by it.
  if (!hasVerifiedAddress(claims))
    throw new ClaimsError(
      `${missing}, and the provider does not say that your address is verified (the claim “email_verified”), so its domain cannot stand in for it`,
    );
  const org = ownValue(mailDomains, domain);
  if (org === undefined)
    throw new ClaimsError(
      `${missing}, and no organisation belongs to the domain ${domain} (orgs.mailDomains in the policy of this service)`,
    );
  return org;
}

function ownValue(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
