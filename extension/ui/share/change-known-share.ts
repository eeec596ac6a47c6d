import * as vscode from "vscode";
import type { ServiceClient } from "../../../client/service-client.ts";
import { widensShare } from "../../../engine/options/widens-share.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import type { RemoteShares } from "../../../engine/services/remote-shares.ts";
import { changeAt, changeShare } from "../../../engine/sharing/change-share.ts";
import type { UpdateShareRequest } from "../../../protocol/share.ts";
import { type RefuseByModeDeps, refuseByMode } from "../mode/refuse-by-mode.ts";
import { type OfferSignInDeps, withSignIn } from "../services/offer-sign-in.ts";

export interface ChangeKnownShareDeps extends RefuseByModeDeps, OfferSignInDeps {
  readonly clientOf: (serviceUrl: string) => ServiceClient;
  readonly isSignedIn: (serviceUrl: string) => Promise<boolean>;
  readonly registry: ShareRegistry;
  readonly remote: RemoteShares;
}

/**
 * Changes a share, whichever machine it was made on: by its secret, or as who created it. Undefined when it was not
 * changed and the person was told why: it is over, or sharing is disabled and the change would widen it.
 * @throws ServiceError, ServiceUnreachableError, SecretLostError
 */
export async function changeKnownShare(
  deps: ChangeKnownShareDeps,
  record: LocalShare,
  change: UpdateShareRequest,
): Promise<LocalShare | undefined> {
  const { directory, serviceUrl } = record;
  if (widensShare(record, change, Date.now()) && (await refuseByMode(deps, directory || undefined)))
    return undefined;
  const changed = await withSignIn(deps, serviceUrl, () => changeAnywhere(deps, record, change));
  if (!changed) void deps.dialogs.notify("information", vscode.l10n.t("This share is over already."));
  return changed;
}

async function changeAnywhere(
  deps: ChangeKnownShareDeps,
  record: LocalShare,
  change: UpdateShareRequest,
): Promise<LocalShare | undefined> {
  const { shareId, serviceUrl } = record;
  if (deps.registry.at(record))
    return changeShare({ ...deps, isSignedIn: (url) => deps.isSignedIn(url) }, shareId, change);
  const changed = { ...record, ...(await changeAt(deps.clientOf(serviceUrl), { shareId }, change)) };
  deps.remote.put(changed);
  return changed;
}
