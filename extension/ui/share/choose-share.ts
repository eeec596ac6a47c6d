import * as vscode from "vscode";
import { mergeShares } from "../../sharing/remote-shares.ts";
import type { ShareRecord } from "../../sharing/share-registry.ts";
import type { App } from "../app.ts";

/** The share meant: the given one, the only one, or the picked one. */
export async function chooseShare(
  app: App,
  question: string,
  shareId?: string,
): Promise<ShareRecord | undefined> {
  if (shareId) return app.registry.get(shareId) ?? app.remote.get(shareId);
  const shares = mergeShares(app.registry.list(), app.remote.list()).map(({ record }) => record);
  if (shares.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Nothing is shared from here."));
    return undefined;
  }
  return shares.length === 1 ? shares[0] : app.dialogs.pickShare(shares, question);
}
