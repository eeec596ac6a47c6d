import path from "node:path";
import * as vscode from "vscode";
import { isWithin } from "../../../engine/folders/workspace-sessions.ts";
import { PROJECT_FILES, projectFolders, userConfigPlaces } from "../../../engine/mode/config-places.ts";
import { type WatchPoint, watchPoint } from "../../../engine/mode/watch-points.ts";
import { lookWhileWatcherBegins, watchWithVscode } from "../editor/watch-files.ts";
import { workspaceFile, workspaceFolders } from "../editor/workspace-folders.ts";
import type { WindowMode } from "./window-mode.ts";

export interface WatchModeDeps {
  readonly log: vscode.LogOutputChannel;
  readonly mode: WindowMode;
}

const WITHIN = ["**/opencode.{json,jsonc}", "**/.vscode/settings.json"];

/** Has the mode read again whenever something changed that decides it, in the workspace or outside. */
export function watchMode(deps: WatchModeDeps, update: () => void): vscode.Disposable {
  const outside = new Map<string, vscode.Disposable>();
  let looking: vscode.Disposable | undefined;
  const watchOutside = async () => {
    const points = new Map((await pointsOutside()).map((point) => [JSON.stringify(point), point]));
    for (const [key, watcher] of outside) {
      if (points.has(key)) continue;
      watcher.dispose();
      outside.delete(key);
    }
    const missing = [...points].filter(([key]) => !outside.has(key));
    for (const [key, { folder, names }] of missing)
      outside.set(key, watchWithVscode(folder, `{${names.join(",")}}`, update));
    if (missing.length === 0) return;
    looking?.dispose();
    looking = lookWhileWatcherBegins(update);
  };
  const within = WITHIN.map((glob) => vscode.workspace.createFileSystemWatcher(glob));
  return vscode.Disposable.from(
    ...within.flatMap((watcher) => [
      watcher,
      watcher.onDidCreate(update),
      watcher.onDidChange(update),
      watcher.onDidDelete(update),
    ]),
    deps.mode.onDidUpdate(() => void watchOutside().catch((error) => deps.log.warn(String(error)))),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("opencode") && update()),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    {
      dispose: () => {
        looking?.dispose();
        for (const watcher of outside.values()) watcher.dispose();
      },
    },
  );
}

/** The folders above the workspace's, and the user's own; one level each. */
async function pointsOutside(): Promise<readonly WatchPoint[]> {
  const roots = workspaceFolders();
  const above = (await Promise.all(roots.map((root) => projectFolders(root))))
    .flat()
    .filter((folder) => !roots.some((root) => isWithin(root, folder)));
  const file = workspaceFile();
  return Promise.all([
    ...above.flatMap((folder) => [
      watchPoint(folder, PROJECT_FILES),
      watchPoint(path.join(folder, ".opencode"), PROJECT_FILES),
    ]),
    ...[...byFolder([...userConfigPlaces(process.env).files, ...(file ? [file] : [])])].map(
      ([folder, names]) => watchPoint(folder, names),
    ),
  ]);
}

/** The names of some files by their folder. */
function byFolder(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = path.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), path.basename(file)]);
  }
  return folders;
}
