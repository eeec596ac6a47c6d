import { DAY_MS } from "../../primitives/durations.ts";
import type { Policy } from "../../protocol/policy.ts";
import { Refusal } from "../errors/refusal.ts";
import type { ShareMeta } from "../store/store.ts";

/** What a policy has a say in. */
export type Judged = Pick<ShareMeta, "audience" | "expiresAt" | "passwordHash" | "agent">;

/**
 * Refuses what the policy does not allow.
 * @param now ms since 1970
 * @throws Refusal `notAllowed`
 */
export function assertAllowed(policy: Policy, share: Judged, now: number): void {
  assertSharingIsOn(policy);
  if (policy.sealedOnly)
    throw new Refusal("notAllowed", "This service takes only end-to-end encrypted shares, and this is none.");
  if (!policy.audiences.includes(share.audience))
    throw new Refusal(
      "notAllowed",
      `This service does not allow the audience “${share.audience}”. It allows: ${policy.audiences.join(", ")}.`,
    );
  if (share.audience === "link" && policy.linkNeedsPassword && !share.passwordHash)
    throw new Refusal(
      "notAllowed",
      "This service asks for a password on shares that anyone with the link can open.",
    );
  const { maxDays } = policy.expiry;
  if (maxDays !== null && (share.expiresAt ?? Infinity) > now + maxDays * DAY_MS + CLOCK_SLACK_MS)
    throw new Refusal("notAllowed", `On this service a share ends after ${maxDays} days at the latest.`);
  if (policy.agents && !policy.agents.includes(share.agent ?? "opencode"))
    throw new Refusal(
      "notAllowed",
      `This service does not allow sessions of ${share.agent ?? "opencode"}. It allows: ${policy.agents.join(", ")}.`,
    );
}

/** @throws Refusal `notAllowed` */
export function assertSharingIsOn({ sharing }: Policy): void {
  if (!sharing) throw new Refusal("notAllowed", "Sharing is switched off on this service.");
}

/** A date chosen as “in 30 days” by another clock is not refused for a difference, ms. */
const CLOCK_SLACK_MS = DAY_MS;
