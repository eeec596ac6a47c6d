import type { ShareCredentials } from "../../client/service-client.ts";
import type { ShareLocation } from "../../protocol/links.ts";
import type { ShareRegistry } from "../registry/share-registry.ts";

export interface CredentialsDeps {
  readonly registry: Pick<ShareRegistry, "secretOf">;
  /** Whether somebody is signed in at a service; by default nobody is. */
  readonly isSignedIn?: ((serviceUrl: string) => Promise<boolean>) | undefined;
}

/**
 * What a share is changed and ended with: its secret, else the account of whoever is signed in at its service, who may
 * have created it. Undefined: neither is there.
 */
export async function credentialsOf(
  { registry, isSignedIn }: CredentialsDeps,
  share: ShareLocation,
): Promise<ShareCredentials | undefined> {
  const { shareId, serviceUrl } = share;
  const secret = await registry.secretOf(share);
  if (secret !== undefined) return { shareId, secret };
  return (await isSignedIn?.(serviceUrl)) ? { shareId } : undefined;
}
