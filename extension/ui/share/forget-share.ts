import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";

export interface ForgetShareDeps {
  readonly dialogs: Dialogs;
  readonly sharing: Sharing;
}

/**
 * Takes a share out of the lists. One that can still be read is not ended by that, so it is asked first.
 * @returns whether it is gone from the lists
 */
export async function forgetShare(
  deps: ForgetShareDeps,
  record: LocalShare,
  isReadable: boolean,
): Promise<boolean> {
  if (isReadable && !(await askWhile(deps, record))) return false;
  await deps.sharing.forget(record.shareId);
  return true;
}

function askWhile({ dialogs }: ForgetShareDeps, record: LocalShare): Promise<boolean> {
  return dialogs.confirm(
    vscode.l10n.t("Remove “{0}” from the list?", nameOf(record)),
    [
      vscode.l10n.t(
        "Its link still works, and is not ended by this. Whoever runs {0} can end it.",
        hostOf(record.serviceUrl),
      ),
    ],
    vscode.l10n.t("Remove from List"),
  );
}
