import { type Claims, claimAt, describeClaim, namesIn } from "./claim-names.ts";

/** Somebody's groups as far as the provider has named them. */
export interface FoundGroups {
  readonly groups: readonly string[];
  /** Why these are not all, or none; undefined: nothing is missing that anybody could name. */
  readonly problem?: GroupsProblem | undefined;
}

/** `missing`: no such claim; `form`: not to be understood; `elsewhere`: not in the token, which says where to ask. */
export interface GroupsProblem {
  readonly kind: "missing" | "form" | "elsewhere";
  /** One sentence for people, without its full stop. */
  readonly message: string;
}

/** @param path of the claim that holds them */
export function groupsOf(claims: Claims, path: string): FoundGroups {
  if (isElsewhere(claims, path))
    return {
      groups: [],
      problem: {
        kind: "elsewhere",
        message: `The provider has more groups of yours than it puts into a sign-in (the claim “${path}” names another place), so none of them is known here`,
      },
    };
  const claim = claimAt(claims, path);
  const groups = namesIn(claim);
  if (!groups)
    return {
      groups: [],
      problem: {
        kind: "form",
        message: `The provider names your groups in a form that is not understood: the claim “${path}” holds ${describeClaim(claim)} where a list of texts is expected`,
      },
    };
  if (claim === undefined || claim === null)
    return {
      groups,
      problem: {
        kind: "missing",
        message: `The provider does not say which groups you belong to: the claim “${path}” is missing`,
      },
    };
  return { groups };
}

/** By distributed claims (OpenID Connect Core 5.6.2), or by the mark that Entra ID sets where there is no room for them. */
function isElsewhere(claims: Claims, path: string): boolean {
  if (sourceOf(claims, path) !== undefined) return true;
  const { hasgroups } = claims;
  return claimAt(claims, path) === undefined && (hasgroups === true || hasgroups === "true");
}

/** Where a claim that is not in the token can be asked for. */
export interface ClaimSource {
  readonly endpoint: string;
  /** What to ask with; undefined: with the access token of the sign-in. */
  readonly accessToken: string | undefined;
}

/** Undefined when the claim is not kept elsewhere; without an endpoint when nobody says where. */
export function sourceOf(claims: Claims, path: string): Partial<ClaimSource> | undefined {
  const reference = claimAt(claims._claim_names, path);
  if (typeof reference !== "string") return undefined;
  const source = Object(claimAt(claims._claim_sources, reference)) as Claims;
  return {
    ...(typeof source.endpoint === "string" ? { endpoint: source.endpoint } : {}),
    ...(typeof source.access_token === "string" ? { accessToken: source.access_token } : {}),
  };
}
