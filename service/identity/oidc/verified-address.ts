import type { Claims } from "./claim-names.ts";

const YES: readonly unknown[] = [true, "true", 1, "1"];

/**
 * Whether the provider says that somebody's address is theirs; undefined: it says neither. What is no yes is a no.
 * `xms_edov` is what Entra ID calls it.
 */
export function hasVerifiedAddress({
  email_verified: verified,
  xms_edov: entra,
}: Claims): boolean | undefined {
  const said = verified ?? entra ?? undefined;
  return said === undefined ? undefined : YES.includes(said);
}
