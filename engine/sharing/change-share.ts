import type { ServiceClient, ShareCredentials } from "../../client/service-client.ts";
import type { UpdateShareRequest } from "../../protocol/share.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { credentialsOf } from "../services/credentials.ts";
import type { SharingDeps } from "./sharing-deps.ts";
import { SecretLostError } from "./sharing-errors.ts";

/**
 * Changes a share at the service, and remembers it: in every window the sync then follows the new mode. Undefined when
 * there is no such share any more.
 * @throws ServiceError, ServiceUnreachableError, SecretLostError
 */
export async function changeShare(
  deps: Pick<SharingDeps, "registry" | "clientOf" | "isSignedIn">,
  shareId: string,
  change: UpdateShareRequest,
): Promise<LocalShare | undefined> {
  const { registry, clientOf } = deps;
  const record = registry.get(shareId);
  if (!record) return undefined;
  const credentials = await credentialsOf(deps, record);
  if (!credentials) throw new SecretLostError(record);
  await registry.update(shareId, await changeAt(clientOf(record.serviceUrl), credentials, change));
  return registry.get(shareId);
}

/** Changes a share that this machine may not know, and answers what is to be remembered of it. @throws ServiceError, ServiceUnreachableError */
export async function changeAt(
  client: Pick<ServiceClient, "update">,
  share: ShareCredentials,
  change: UpdateShareRequest,
): Promise<Pick<LocalShare, "title" | "expiresAt" | "mode" | "audience">> {
  const { title, expiresAt, mode, audience } = (await client.update(share, change)).share;
  return { title, expiresAt, mode, audience };
}
