import * as vscode from "vscode";
import { mergeShares } from "../../sharing/remote-shares.ts";
import type { ShareRecord } from "../../sharing/share-registry.ts";
import type { App } from "../app.ts";

/** The share meant: the given one, the only one, or the picked one. What is over, or about to be, can't be; that is said. */
export async function chooseShare(
  app: App,
  question: string,
  shareId?: string,
): Promise<ShareRecord | undefined> {
  if (shareId) return app.registry.get(shareId) ?? app.remote.get(shareId) ?? isOver(app);
  const shares = mergeShares(app.registry.list(), app.remote.list())
    .map(({ record }) => record)
    .filter(({ phase }) => phase === "shared");
  if (shares.length === 0) {
    void app.dialogs.notify("information", vscode.l10n.t("Nothing is shared from here."));
    return undefined;
  }
  return shares.length === 1 ? shares[0] : app.dialogs.pickShare(shares, question);
}

function isOver(app: App): undefined {
  void app.dialogs.notify("information", vscode.l10n.t("This share is over already."));
}
