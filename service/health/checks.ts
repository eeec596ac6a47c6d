import type { Stores } from "../store/stores.ts";
import type { HealthCheck } from "./readiness.ts";

/** What a service needs of what it keeps. */
export function healthChecks({ shares }: Stores): readonly HealthCheck[] {
  return [
    {
      name: "store",
      check: async () => {
        await shares.check();
        return undefined;
      },
    },
  ];
}
