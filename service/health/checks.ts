import type { AuditTrail } from "../audit/audit-trail.ts";
import type { Stores } from "../storage/stores.ts";
import type { HealthCheck } from "./readiness.ts";

/** What a service needs of what it keeps. */
export function healthChecks({ shares }: Stores, audit: AuditTrail): readonly HealthCheck[] {
  return [
    {
      name: "store",
      check: async () => {
        await shares.check();
        return undefined;
      },
    },
    {
      name: "audit",
      check: async () => {
        await audit.check().catch(() => undefined);
        return audit.unwritten === 0 ? undefined : `records that wait to be written: ${audit.unwritten}`;
      },
    },
  ];
}
