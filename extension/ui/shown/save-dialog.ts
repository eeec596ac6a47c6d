import path from "node:path";
import * as vscode from "vscode";
import { plainText } from "./plain-text.ts";

/**
 * Asks where to save a file; undefined: nowhere.
 * @param name what it is called at first
 * @param kind what the file is, when it can be of one kind only
 */
export async function askWhereToSave(
  folder: string,
  name: string,
  kind?: { readonly name: string; readonly extension: string },
): Promise<string | undefined> {
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, path.basename(plainText(name)))),
    ...(kind ? { filters: { [plainText(kind.name)]: [kind.extension] } } : {}),
  });
  return uri?.fsPath;
}
