import type * as vscode from "vscode";
import { SecretFiles } from "../../../engine/registry/secret-files.ts";
import type { Secrets } from "../../../engine/registry/secrets.ts";
import { placesIn, STATE_VARIABLE, stateFolder } from "../../../engine/registry/state-folder.ts";
import type { Report } from "../../../engine/sources/session-source.ts";

/** Where the windows of this user remember their shares. */
export interface Remembering {
  /** Holds records and turns. */
  readonly folder: string;
  /** The owner secrets. */
  readonly secrets: Secrets;
}

/**
 * VS Code's own places, unless whoever started it has named a folder for both, which then is the same for other programs, as
 * `npm start` is one. A folder that others may read is passed over.
 */
export function rememberingOf(
  { globalStorageUri, secrets }: Pick<vscode.ExtensionContext, "globalStorageUri" | "secrets">,
  report: Report,
  named = process.env[STATE_VARIABLE],
): Remembering {
  const folder = stateFolder(named, report);
  return folder === undefined
    ? { folder: globalStorageUri.fsPath, secrets }
    : { folder, secrets: new SecretFiles(placesIn(folder).secrets) };
}
