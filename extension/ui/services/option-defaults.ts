import { defaultDays } from "../../../engine/options/allowed-options.ts";
import type { OptionDefaults } from "../../../engine/options/share-options.ts";
import type { App } from "../app.ts";

/** How a session is shared through a service unless somebody says otherwise. */
export function optionDefaults({ settings, policies }: App, serviceUrl: string): OptionDefaults {
  const policy = policies.of(serviceUrl);
  return {
    serviceUrl,
    audience: policy.defaultAudience,
    days: defaultDays(settings.expiryDays(), policy),
  };
}
