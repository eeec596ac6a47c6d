import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { type FailureDeps, showFailure } from "../editor/failure.ts";
import { workspaceFolders } from "../editor/workspace-folders.ts";
import { askWhereToSave } from "../shown/save-dialog.ts";

/**
 * Saves a file that came with a message where the person says, and does nothing else with it: what a stranger has sent is
 * neither opened nor run.
 * @param name one name, as the page has made it safe
 */
export async function saveAttachment(deps: FailureDeps, name: string, bytes: Uint8Array): Promise<void> {
  const path = await askWhereToSave(workspaceFolders()[0] ?? homedir(), name);
  if (path === undefined) return;
  try {
    await writeFile(path, bytes);
  } catch (error) {
    await showFailure(deps, vscode.l10n.t("The file was not saved"), error, () =>
      saveAttachment(deps, name, bytes),
    );
  }
}
