import type { ServiceClient, ShareCredentials } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { isOver } from "../../protocol/errors.ts";

/** Deletes a share at the service; that it is gone already is as good. @throws ServiceError, ServiceUnreachableError */
export async function deleteShare(
  client: Pick<ServiceClient, "remove">,
  share: ShareCredentials,
  signal?: AbortSignal,
): Promise<void> {
  await client.remove(share, signal).catch((error: unknown) => {
    if (!(error instanceof ServiceError && isOver(error.code))) throw error;
  });
}
