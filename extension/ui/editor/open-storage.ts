import * as vscode from "vscode";
import { agents } from "../../../engine/agents/agents.ts";
import { openAgents } from "../../../engine/agents/open-agents.ts";
import type { StorageLocation } from "../../../engine/sources/opencode/find-storage.ts";
import { storageInUse, storagePlaces } from "../../../engine/sources/opencode/storage-places.ts";
import { ReplaceableSource } from "../../../engine/sources/replaceable-source.ts";
import type { Report, SessionSource } from "../../../engine/sources/session-source.ts";
import type { Settings } from "./settings.ts";
import { watchWithVscode } from "./watch-files.ts";

/** The sessions of all agents, as the settings say now where they are. */
export interface OpenStorage extends vscode.Disposable {
  /** Of opencode's storage: the first that there is, else where it would be. */
  readonly location: StorageLocation;
  /** Where opencode's sessions are looked for. */
  readonly places: readonly StorageLocation[];
  readonly source: SessionSource;
}

/** Opens the storages, and others in their place when the setting changes. */
export function openStorage(settings: Settings, report: Report): OpenStorage {
  const { env } = process;
  const clues = () => ({ storagePath: settings.storagePath(), env });
  const open = () => openAgents(agents, { ...clues(), watchFiles: watchWithVscode, report });
  let places = storagePlaces(clues());
  const source = new ReplaceableSource(open());
  const changes = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration("opencode.sharing.storagePath")) return;
    places = storagePlaces(clues());
    source.replace(open());
  });
  return {
    get location() {
      return storageInUse(clues());
    },
    get places() {
      return places;
    },
    source,
    dispose() {
      changes.dispose();
      source.dispose();
    },
  };
}
