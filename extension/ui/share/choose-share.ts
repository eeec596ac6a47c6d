import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import { mergeShares, type RemoteShares } from "../../../engine/services/remote-shares.ts";
import { findShareLink } from "../../../protocol/pasted-link.ts";
import type { Dialogs } from "../editor/dialogs.ts";

export interface ChooseShareDeps {
  readonly dialogs: Dialogs;
  readonly registry: ShareRegistry;
  readonly remote: RemoteShares;
}

/**
 * The share that a command is about, of those that this machine or the person's services know.
 * @param named its link, or its id where only one service has it
 */
function findShare({ registry, remote }: ChooseShareDeps, named: string): LocalShare | undefined {
  const location = findShareLink(named);
  if (location) return registry.at(location) ?? remote.at(location);
  const known = mergeShares(registry.list(), remote.list()).filter(({ record }) => record.shareId === named);
  return known.length === 1 ? known[0]?.record : undefined;
}

/** The share meant: the given one, the only one, or the picked one. What is over, or about to be, can't be; that is said. */
export async function chooseShare(
  deps: ChooseShareDeps,
  question: string,
  named?: string,
): Promise<LocalShare | undefined> {
  if (named) return findShare(deps, named) ?? isOver(deps);
  const shares = mergeShares(deps.registry.list(), deps.remote.list())
    .map(({ record }) => record)
    .filter(({ phase }) => phase === "shared");
  if (shares.length === 0) {
    void deps.dialogs.notify("information", vscode.l10n.t("Nothing is shared from here."));
    return undefined;
  }
  return shares.length === 1 ? shares[0] : deps.dialogs.pickShare(shares, question);
}

function isOver(deps: ChooseShareDeps): undefined {
  void deps.dialogs.notify("information", vscode.l10n.t("This share is over already."));
}
