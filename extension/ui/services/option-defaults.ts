import { defaultExpiry } from "../../../engine/options/allowed-options.ts";
import type { OptionDefaults } from "../../../engine/options/share-options.ts";
import type { ServicePolicies } from "../../../engine/services/service-policies.ts";
import type { Settings } from "../editor/settings.ts";

export interface OptionDefaultsDeps {
  readonly policies: ServicePolicies;
  readonly settings: Settings;
}

/** How a session is shared through a service unless somebody says otherwise. */
export function optionDefaults(
  { settings, policies }: OptionDefaultsDeps,
  serviceUrl: string,
): OptionDefaults {
  const policy = policies.of(serviceUrl);
  return {
    serviceUrl,
    audience: policy.defaultAudience,
    expiry: defaultExpiry(settings.expiry(), policy),
  };
}
