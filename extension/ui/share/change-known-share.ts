import * as vscode from "vscode";
import { widensShare } from "../../../engine/options/widens-share.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { changeAt, changeShare } from "../../../engine/sharing/change-share.ts";
import type { UpdateShareRequest } from "../../../protocol/share.ts";
import type { App } from "../app.ts";
import { refuseByMode } from "../mode/refuse-by-mode.ts";
import { withSignIn } from "../services/offer-sign-in.ts";

/**
 * Changes a share, whichever machine it was made on: by its secret, or as who created it. Undefined when it was not
 * changed and the person was told why: it is over, or sharing is disabled and the change would widen it.
 * @throws ServiceError, ServiceUnreachableError, SecretLostError
 */
export async function changeKnownShare(
  app: App,
  record: LocalShare,
  change: UpdateShareRequest,
): Promise<LocalShare | undefined> {
  const { directory, serviceUrl } = record;
  if (widensShare(record, change, Date.now()) && (await refuseByMode(app, directory || undefined)))
    return undefined;
  const changed = await withSignIn(app, serviceUrl, () => changeAnywhere(app, record, change));
  if (!changed) void app.dialogs.notify("information", vscode.l10n.t("This share is over already."));
  return changed;
}

async function changeAnywhere(
  app: App,
  record: LocalShare,
  change: UpdateShareRequest,
): Promise<LocalShare | undefined> {
  const { shareId, serviceUrl } = record;
  if (app.registry.at(record))
    return changeShare({ ...app, isSignedIn: (url) => app.isSignedIn(url) }, shareId, change);
  const changed = { ...record, ...(await changeAt(app.clientOf(serviceUrl), { shareId }, change)) };
  app.remote.put(changed);
  return changed;
}
