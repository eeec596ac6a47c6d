import type { UpdateShareRequest } from "../../../protocol/share.ts";
import { changeAt, changeShare } from "../../sharing/change-share.ts";
import type { ShareRecord } from "../../sharing/share-registry.ts";
import type { App } from "../app.ts";
import { withSignIn } from "../sign-in/offer-sign-in.ts";

/**
 * Changes a share, whichever machine it was made on: by its secret, or as who created it. Undefined when there is no
 * such share any more.
 * @throws ServiceError, ServiceUnreachableError, SecretLostError
 */
export function changeKnownShare(
  app: App,
  record: ShareRecord,
  change: UpdateShareRequest,
): Promise<ShareRecord | undefined> {
  const { shareId, serviceUrl } = record;
  return withSignIn(app, serviceUrl, async () => {
    if (app.registry.get(shareId))
      return changeShare({ ...app, isSignedIn: (url) => app.isSignedIn(url) }, shareId, change);
    const changed = { ...record, ...(await changeAt(app.clientOf(serviceUrl), { shareId }, change)) };
    app.remote.put(changed);
    return changed;
  });
}
