import { stat } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { SettingOrigin } from "../../../engine/mode/share-mode.ts";
import { plainText } from "../shown/plain-text.ts";

/** How a place is called within a sentence. */
export function describeOrigin(place: SettingOrigin): string {
  switch (place.kind) {
    case "file":
      return nameFile(place.path);
    case "environment":
      return vscode.l10n.t("the environment variable {0}", place.name);
    case "service":
      return vscode.l10n.t("the service {0}", place.name);
    case "trust":
      return vscode.l10n.t("Restricted Mode");
    case "setting":
    case "default":
      return vscode.l10n.t("the setting “opencode.share”");
    default:
      return place satisfies never;
  }
}

/** Short within the workspace, whole outside. */
export function nameFile(file: string): string {
  return plainText(path.normalize(vscode.workspace.asRelativePath(file)));
}

/** What a button says that leads to a place; undefined where there is nothing to open. */
export function openLabel(place: SettingOrigin): string | undefined {
  if (place.kind === "environment") return undefined;
  if (place.kind === "file") return vscode.l10n.t("Open File");
  return place.kind === "trust" ? vscode.l10n.t("Manage Workspace Trust") : vscode.l10n.t("Open Settings");
}

/** Leads to a place: the very word in a file, or the setting. */
export async function openOrigin(place: SettingOrigin): Promise<void> {
  switch (place.kind) {
    case "file":
      return openFile(place.path, place.offset);
    case "environment":
      return;
    case "service":
      return vscode.commands.executeCommand("workbench.action.openSettings", "opencode.sharing.serviceUrl");
    case "trust":
      return vscode.commands.executeCommand("workbench.trust.manage");
    case "setting":
    case "default":
      return vscode.commands.executeCommand("workbench.action.openSettings", "opencode.share");
    default:
      return place satisfies never;
  }
}

/** Opens a file at a place. What is no regular file is only shown where it lies. @param offset in UTF-16 units */
export async function openFile(file: string, offset: number): Promise<void> {
  const isRegular = await stat(file).then((stats) => stats.isFile());
  if (!isRegular) return vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(file));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const position = document.positionAt(offset);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
}
