import type { UpdateShareRequest } from "../../protocol/share.ts";
import type { ShareRecord } from "./share-registry.ts";
import type { SharingDeps } from "./sharing.ts";
import { SecretLostError } from "./sharing-errors.ts";

/**
 * Changes a share at the service, and remembers it: in every window the sync then follows the new mode. Undefined when
 * there is no such share any more.
 * @throws ServiceError, ServiceUnreachableError, SecretLostError
 */
export async function changeShare(
  { registry, clientOf }: Pick<SharingDeps, "registry" | "clientOf">,
  shareId: string,
  change: UpdateShareRequest,
): Promise<ShareRecord | undefined> {
  const record = registry.get(shareId);
  if (!record) return undefined;
  const secret = await registry.secret(shareId);
  if (secret === undefined) throw new SecretLostError(record);
  const { share } = await clientOf(record.serviceUrl).update({ shareId, secret }, change);
  const { title, expiresAt, mode } = share;
  await registry.update(shareId, { title, expiresAt, mode });
  return registry.get(shareId);
}
