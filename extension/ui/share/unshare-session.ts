import * as vscode from "vscode";
import type { App } from "../app.ts";
import { showFailure } from "../failure.ts";
import { withSignIn } from "../sign-in/offer-sign-in.ts";
import { chooseShare } from "./choose-share.ts";

/** “Unshare”: the service deletes everything, the link stops working. */
export async function unshareSession(app: App, shareId?: string): Promise<void> {
  const record = await chooseShare(app, vscode.l10n.t("Which session shall no longer be shared?"), shareId);
  if (!record) return;
  try {
    if (app.registry.get(record.shareId)) await app.sharing.unshare(record.shareId);
    else await withSignIn(app, record.serviceUrl, () => app.remote.unshare(record));
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        "“{0}” is no longer shared. The service has deleted it.",
        record.title || vscode.l10n.t("Untitled session"),
      ),
    );
  } catch (error) {
    await showFailure(app, vscode.l10n.t("Not deleted at the service yet; nothing more is sent"), error, () =>
      unshareSession(app, record.shareId),
    );
  }
}

/** “Copy Share Link”. */
export async function copyShareLink(app: App, shareId?: string): Promise<void> {
  const record = await chooseShare(app, vscode.l10n.t("The link of which session?"), shareId);
  if (!record) return;
  await vscode.env.clipboard.writeText(record.shareUrl);
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t("Share link copied")}`, 3000);
}
