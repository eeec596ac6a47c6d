import * as vscode from "vscode";
import type { CannotRememberError } from "../../../engine/registry/share-registry.ts";
import type { Dialogs } from "../editor/dialogs.ts";

/** Whether to share although nothing can be remembered; a yes holds for this window, a no until the next share. */
export function askEphemeral(dialogs: Dialogs): (why: CannotRememberError) => Promise<boolean> {
  let hasAgreed = false;
  return async ({ message }) => {
    hasAgreed ||= await dialogs.confirm(
      vscode.l10n.t("Share only until this window closes?"),
      [
        vscode.l10n.t("This machine cannot remember shares now: {0}.", message),
        vscode.l10n.t(
          "The share ends when this window closes. If the window is killed, the link stays until it expires, and nobody can end it earlier.",
        ),
      ],
      vscode.l10n.t("Share Until Closed"),
    );
    return hasAgreed;
  };
}
