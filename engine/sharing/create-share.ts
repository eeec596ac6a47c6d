import type { ServiceClient } from "../../client/service-client.ts";
import { MAX_TITLE_LENGTH } from "../../protocol/limits.ts";
import { cutText } from "../../protocol/told-text.ts";
import { requestedEnd } from "../options/expiry.ts";
import { readersOf, type ShareRequest } from "../options/share-request.ts";
import type { LocalShare } from "../registry/local-share.ts";

/** Has the service create an empty share, of which nobody knows yet. @throws ServiceError, ServiceUnreachableError */
export async function createShare(
  client: ServiceClient,
  { session, serviceUrl, expiry, mode = "live", readers }: ShareRequest,
  now: () => number,
  signal: AbortSignal,
): Promise<{ readonly record: LocalShare; readonly secret: string }> {
  const title = cutText(session.title, MAX_TITLE_LENGTH);
  const { secret, ...created } = await client.create(
    {
      sessionId: session.id,
      agent: session.agentId,
      title,
      mode,
      ...requestedEnd(expiry),
      ...(readers ? readersOf(readers) : {}),
    },
    signal,
  );
  const record: LocalShare = {
    shareId: created.shareId,
    sessionId: session.id,
    agentId: session.agentId,
    serviceUrl,
    shareUrl: created.shareUrl,
    title,
    directory: session.directory,
    createdAt: now(),
    expiresAt: created.expiresAt,
    mode,
    audience: created.audience,
    phase: "starting",
  };
  return { record, secret };
}
