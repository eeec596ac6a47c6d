import path from "node:path";
import * as vscode from "vscode";
import { plainText } from "./plain-text.ts";

/**
 * Asks where to save a file; undefined: nowhere.
 * @param name what it is called at first
 * @param kind what the file is, beside its extension
 */
export async function askWhereToSave(
  folder: string,
  name: string,
  kind: string,
  extension: string,
): Promise<string | undefined> {
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, path.basename(plainText(name)))),
    filters: { [plainText(kind)]: [extension] },
  });
  return uri?.fsPath;
}
