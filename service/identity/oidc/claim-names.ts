/** What a token or a userinfo endpoint says of somebody (OpenID Connect Core 5.1). */
export type Claims = Readonly<Record<string, unknown>>;

/** Longest value that is quoted in a message, in characters. */
const MAX_QUOTED = 40;

/**
 * The claim at a path: `groups`, `realm_access.roles`, or a name that holds dots itself, such as a URL. In a list, what
 * lies there in each of its members.
 */
export function claimAt(claims: unknown, path: string): unknown {
  if (Array.isArray(claims)) {
    const found = claims.map((member) => claimAt(member, path)).filter((claim) => claim !== undefined);
    return found.length === 0 ? undefined : found.flat();
  }
  if (!isObject(claims)) return undefined;
  if (Object.hasOwn(claims, path)) return claims[path];
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot);
    if (!Object.hasOwn(claims, name)) continue;
    const found = claimAt(claims[name], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The names that a claim holds, in each form that providers use: one text, a list, or an object by name
 * (`{"acme": {"id": …}}`). Undefined when it has none of these forms.
 */
export function namesIn(claim: unknown): readonly string[] | undefined {
  if (claim === undefined || claim === null || claim === "") return [];
  if (typeof claim === "string") return [claim];
  if (Array.isArray(claim)) {
    const names = claim.flatMap((member) => namesIn(member) ?? []);
    return names.length === 0 && claim.length > 0 ? undefined : [...new Set(names)];
  }
  const members = isObject(claim) ? Object.entries(claim) : undefined;
  return members?.every(([name, details]) => name !== "" && isObject(details))
    ? members.map(([name]) => name)
    : undefined;
}

/** A claim that does not have the form that it should have, in a few words for people. */
export function describeClaim(claim: unknown): string {
  if (Array.isArray(claim)) return "a list without a single text";
  if (isObject(claim)) return `an object (${quoted(Object.keys(claim).join(", "))})`;
  return `${typeof claim} ${quoted(String(claim))}`;
}

function quoted(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
