import { messageOf } from "../../primitives/message-of.ts";
import type { ServicePolicies } from "../services/service-policies.ts";
import { defaultExpiry } from "./allowed-options.ts";
import type { Expiry } from "./expiry.ts";
import type { ShareRequest } from "./share-request.ts";

/** What a service does not tell, nobody is there to decide: nothing is shared by itself. */
export class NotToldError extends Error {
  constructor(cause: unknown) {
    const why = messageOf(cause);
    super(`Nothing is shared by itself before the service has said what it allows: ${why}`, { cause });
    this.name = "NotToldError";
  }
}

/**
 * How a session is shared that is shared by itself: as the service says at this moment. The audience is named, so that it
 * is no other when the service changes its mind meanwhile; one that this version does not know is left to the service.
 * @param setting when the person wants shares to end; undefined: they have not said
 * @throws NotToldError
 */
export async function unattendedTerms(
  policies: Pick<ServicePolicies, "hear">,
  serviceUrl: string,
  setting: Expiry | undefined,
): Promise<Pick<ShareRequest, "expiry" | "readers">> {
  const policy = await policies.hear(serviceUrl).catch((error: unknown) => {
    throw new NotToldError(error);
  });
  return {
    expiry: defaultExpiry(setting, policy),
    readers: { audience: policy.defaultAudience },
  };
}
