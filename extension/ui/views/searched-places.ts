import { homedir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { StorageLocation } from "../../../engine/sources/opencode/find-storage.ts";
import { existingPlaces } from "../../../engine/sources/opencode/storage-places.ts";
import { showPick } from "../shown/quick-pick.ts";

const SETTING = "opencode.sharing.storagePath";

/** Where sessions were looked for, as people write it. */
export function describePlaces(places: readonly StorageLocation[]): string {
  return vscode.l10n.t("looked in {0}", places.map(nameOf).join(", "));
}

/** Shows where sessions were looked for and what is there, and leads to the setting that names another place. */
export async function showPlaces(places: readonly StorageLocation[]): Promise<void> {
  const existing = new Set(existingPlaces(places));
  const found = places.map((place) => ({
    icon: existing.has(place) ? "folder" : "circle-slash",
    label: nameOf(place),
    description: existing.has(place)
      ? vscode.l10n.t("no session of this folder")
      : vscode.l10n.t("there is nothing here"),
  }));
  const other = { icon: "gear", label: vscode.l10n.t("Another Place…") };
  const picked = await showPick([...found, other], {
    title: vscode.l10n.t("Where opencode's sessions are looked for"),
    placeHolder: vscode.l10n.t("Name another place in the settings, if they are none of these."),
  });
  if (picked) await vscode.commands.executeCommand("workbench.action.openSettings", SETTING);
}

function nameOf({ isChosenDatabase, databasePath, dataDir }: StorageLocation): string {
  const place = isChosenDatabase ? databasePath : dataDir;
  const relative = path.relative(homedir(), place);
  return relative.startsWith("..") || path.isAbsolute(relative) ? place : path.join("~", relative);
}
