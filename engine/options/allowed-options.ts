import { DAY_MS } from "../../primitives/durations.ts";
import type { SeenPolicy as Policy } from "../../protocol/seen.ts";
import type { Audience } from "../../protocol/share.ts";
import { type Expiry, endOf, expiryOfDays, MOST_DAYS } from "./expiry.ts";
import type { ShareOptions } from "./share-options.ts";

/** The longest that a share may last, in days. */
export const longestDays = ({ expiry }: Policy): number => Math.min(expiry.maxDays ?? MOST_DAYS, MOST_DAYS);

/**
 * When a share ends unless somebody chooses otherwise.
 * @param setting the person's own; undefined: they have none
 */
export function defaultExpiry(setting: Expiry | undefined, policy: Policy): Expiry {
  const { defaultDays, maxDays } = policy.expiry;
  const wished = setting ?? expiryOfDays(defaultDays);
  if (maxDays === null || (wished.kind === "days" && wished.days <= maxDays)) return wished;
  return expiryOfDays(maxDays);
}

/** Whether a share may end then. */
export function isExpiryAllowed(expiry: Expiry, policy: Policy, now: number): boolean {
  if (policy.expiry.maxDays === null) return true;
  return (endOf(expiry, now) ?? Number.POSITIVE_INFINITY) <= now + policy.expiry.maxDays * DAY_MS;
}

/**
 * The options, with the service's own in place of those that it does not allow. A readership never becomes wider: where
 * there is nothing narrower it stays as it was chosen, to be asked for.
 */
export function allowedOptions(options: ShareOptions, policy: Policy, now: number): ShareOptions {
  const { audience, expiry } = options;
  return {
    ...options,
    ...(isAudienceAllowed(audience, policy) ? {} : { audience: narrowAudience(audience, policy) }),
    ...(isExpiryAllowed(expiry, policy, now)
      ? {}
      : { expiry: { kind: "days", days: longestDays(policy) } as const }),
  };
}

/** A service that has named no audience that is known here judges by itself, as it does of one that is left to it. */
export const isAudienceAllowed = (audience: Audience | undefined, { audiences }: Policy) =>
  audience === undefined || audiences.length === 0 || audiences.includes(audience);

/** The question that has to be answered before these options can be shared with. */
export function missingAnswer(
  { audience, people = [], groups = [], password }: ShareOptions,
  policy: Policy,
): "audience" | "password" | undefined {
  if (!isAudienceAllowed(audience, policy)) return "audience";
  if (audience === "people" && people.length + groups.length === 0) return "audience";
  return audience === "link" && policy.linkNeedsPassword && password === undefined ? "password" : undefined;
}

/** Why a service takes no session of an agent; undefined: it does. */
export function whyNoSession(policy: Policy, agent = "opencode"): "sealedOnly" | "agent" | undefined {
  if (policy.sealedOnly) return "sealedOnly";
  return policy.agents && !policy.agents.includes(agent) ? "agent" : undefined;
}

/** When a share ends that is given some more days, as far as the service allows; ms since 1970. */
export function extendedEnd(expiresAt: number, days: number, policy: Policy, now: number): number {
  return Math.min(Math.max(expiresAt, now) + days * DAY_MS, now + longestDays(policy) * DAY_MS);
}

const FROM_NARROW: readonly Audience[] = ["me", "people", "org", "link"];

/** The service's default, unless that is wider: then the narrowest that it allows, unless that is, too. */
function narrowAudience(
  wished: Audience | undefined,
  { audiences, defaultAudience }: Policy,
): Audience | undefined {
  if (wished === undefined) return undefined;
  const isNoWider = (audience: Audience | undefined): audience is Audience =>
    audience !== undefined && FROM_NARROW.indexOf(audience) <= FROM_NARROW.indexOf(wished);
  if (isNoWider(defaultAudience)) return defaultAudience;
  const narrowest = FROM_NARROW.find((audience) => audiences.includes(audience));
  return isNoWider(narrowest) ? narrowest : wished;
}
