import type { AuditTrail } from "../audit/audit-trail.ts";
import type { Stores } from "../storage/stores.ts";
import type { HealthCheck } from "./readiness.ts";

/** What a service needs of what it keeps. @param knowsPeople whether anybody has to be known by what is kept of them */
export function healthChecks(
  { shares, tokens, sessions }: Stores,
  audit: AuditTrail,
  knowsPeople: boolean,
): readonly HealthCheck[] {
  const signIn: HealthCheck = {
    name: "sign-in",
    check: async () => {
      // Asked for what nobody has: only that there is an answer counts.
      await tokens.find(NOBODY);
      await sessions.findUser(NOBODY);
      return undefined;
    },
  };
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
    ...(knowsPeople ? [signIn] : []),
  ];
}

/** No hash has this form. */
const NOBODY = "";
