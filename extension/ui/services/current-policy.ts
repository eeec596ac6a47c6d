import { setTimeout as delay } from "node:timers/promises";
import type { ServicePolicies } from "../../../engine/services/service-policies.ts";
import type { SeenPolicy } from "../../../protocol/seen.ts";

export interface CurrentPolicyDeps {
  readonly policies: ServicePolicies;
}

/** How long a person waits at most for a service to say what it demands; its last word counts then, ms. */
const POLICY_MS = 3_000;

/** What a service demands now, or did last. */
export async function currentPolicy(
  { policies }: CurrentPolicyDeps,
  serviceUrl: string,
): Promise<SeenPolicy> {
  await Promise.race([policies.refresh(serviceUrl), delay(POLICY_MS, undefined, { ref: false })]);
  return policies.of(serviceUrl);
}
