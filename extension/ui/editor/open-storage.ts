import * as vscode from "vscode";
import { findStorage, type StorageLocation } from "../../../engine/sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../../../engine/sources/opencode/open-opencode-source.ts";
import { ReplaceableSource } from "../../../engine/sources/replaceable-source.ts";
import type { Report, SessionSource } from "../../../engine/sources/session-source.ts";
import type { Settings } from "./settings.ts";
import { watchWithVscode } from "./watch-files.ts";

/** opencode's storage as the settings name it now. */
export interface OpenStorage extends vscode.Disposable {
  readonly location: StorageLocation;
  readonly source: SessionSource;
}

/** Opens the storage, and another one in its place when the setting changes. */
export function openStorage(settings: Settings, report: Report): OpenStorage {
  const locate = () => findStorage({ storagePath: settings.storagePath(), env: process.env });
  const open = (at: StorageLocation) =>
    openOpencodeSource(at, { watchFiles: watchWithVscode, onSkip: report });
  let location = locate();
  const source = new ReplaceableSource(open(location));
  const changes = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration("opencode.sharing.storagePath")) return;
    location = locate();
    source.replace(open(location));
  });
  return {
    get location() {
      return location;
    },
    source,
    dispose() {
      changes.dispose();
      source.dispose();
    },
  };
}
