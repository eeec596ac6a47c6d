import * as vscode from "vscode";
import { SecretLostError } from "../../../engine/sharing/sharing-errors.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import { showFailure } from "../editor/failure.ts";
import { withSignIn } from "../services/offer-sign-in.ts";
import { showStatus } from "../shown/messages.ts";
import { nameOf } from "../words/title-of.ts";
import { type ChooseShareDeps, chooseShare } from "./choose-share.ts";
import { type OfferWaysOutDeps, offerWaysOut } from "./offer-ways-out.ts";

export interface UnshareSessionDeps extends OfferWaysOutDeps, ChooseShareDeps {}

/** “Unshare”: the service deletes everything, the link stops working. */
export async function unshareSession(deps: UnshareSessionDeps, shareId?: string): Promise<void> {
  const record = await chooseShare(deps, vscode.l10n.t("Which session do you want to unshare?"), shareId);
  if (!record) return;
  try {
    if (deps.registry.at(record)) await deps.sharing.unshare(record.shareId);
    else await withSignIn(deps, record.serviceUrl, () => deps.remote.unshare(record));
    void deps.dialogs.notify(
      "information",
      vscode.l10n.t("“{0}” is no longer shared. The service has deleted it.", nameOf(record)),
    );
  } catch (error) {
    if (error instanceof SecretLostError)
      return offerWaysOut(deps, record, () => unshareSession(deps, formatShareLink(record)));
    await showFailure(
      deps,
      vscode.l10n.t("Not deleted at the service yet; nothing more is sent"),
      error,
      () => unshareSession(deps, formatShareLink(record)),
    );
  }
}

/** “Copy Share Link”. */
export async function copyShareLink(deps: UnshareSessionDeps, shareId?: string): Promise<void> {
  const record = await chooseShare(deps, vscode.l10n.t("The link of which session?"), shareId);
  if (!record) return;
  await vscode.env.clipboard.writeText(formatShareLink(record));
  showStatus("check", vscode.l10n.t("Share link copied"), 3000);
}
