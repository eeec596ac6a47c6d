import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { mergeShares } from "../../../engine/services/remote-shares.ts";
import { parseShareLink } from "../../../protocol/links.ts";
import type { App } from "../app.ts";

/**
 * The share that a command is about, of those that this machine or the person's services know.
 * @param named its link, or its id where only one service has it
 */
function findShare(
  { registry, remote }: Pick<App, "registry" | "remote">,
  named: string,
): LocalShare | undefined {
  const location = parseShareLink(named);
  if (location) return registry.at(location) ?? remote.at(location);
  const known = mergeShares(registry.list(), remote.list()).filter(({ record }) => record.shareId === named);
  return known.length === 1 ? known[0]?.record : undefined;
}

/** The share meant: the given one, the only one, or the picked one. What is over, or about to be, can't be; that is said. */
export async function chooseShare(
  app: App,
  question: string,
  named?: string,
): Promise<LocalShare | undefined> {
  if (named) return findShare(app, named) ?? isOver(app);
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
