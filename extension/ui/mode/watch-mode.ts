import path from "node:path";
import * as vscode from "vscode";
import { agentConfigs } from "../../../engine/agents/agents.ts";
import { isWithin } from "../../../engine/folders/is-within.ts";
import { projectFolders } from "../../../engine/mode/project-folders.ts";
import { type WatchPoint, watchPoint } from "../../../engine/mode/watch-points.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import { thisMachine } from "../editor/this-machine.ts";
import { lookWhileWatcherBegins, watchWithVscode } from "../editor/watch-files.ts";
import { workspaceFile, workspaceFolders } from "../editor/workspace-folders.ts";
import type { WindowMode } from "./window-mode.ts";

export interface WatchModeDeps {
  readonly log: vscode.LogOutputChannel;
  readonly mode: WindowMode;
  readonly registry: ShareRegistry;
}

const PROJECT_FILES = agentConfigs.flatMap(({ projectFiles }) => projectFiles);
const WITHIN = [...new Set(PROJECT_FILES.map((file) => path.basename(file))), ".vscode/settings.json"];

/** Has the mode read again whenever something changed that decides it, in the workspace or outside. */
export function watchMode(deps: WatchModeDeps, update: () => void): vscode.Disposable {
  const outside = new Map<string, vscode.Disposable>();
  let looking: vscode.Disposable | undefined;
  const watchOutside = async () => {
    const points = new Map(
      (await pointsOutside(await sharedDirectories(deps))).map((point) => [JSON.stringify(point), point]),
    );
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
  const within = WITHIN.map((file) => vscode.workspace.createFileSystemWatcher(`**/${file}`));
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

/** Where the sessions work that are shared and belong to this window. */
async function sharedDirectories({ mode, registry }: WatchModeDeps): Promise<readonly string[]> {
  const modes = await mode.of(registry.list().map(({ directory }) => directory));
  return [...modes.keys()];
}

/** The folders above the workspace's and above those of other checkouts, and the user's own; one level each. */
async function pointsOutside(directories: readonly string[]): Promise<readonly WatchPoint[]> {
  const roots = workspaceFolders();
  const isOutside = (folder: string) => !roots.some((root) => isWithin(root, folder));
  const foldersOf = async (some: readonly string[]) =>
    (await Promise.all(some.map((folder) => projectFolders(folder)))).flat().filter(isOutside);
  const others = await foldersOf(directories);
  const above = new Set([...(await foldersOf(roots)), ...others]);
  const file = workspaceFile();
  const files = [
    ...[...above].flatMap((folder) => PROJECT_FILES.map((name) => path.join(folder, name))),
    ...others.map((folder) => path.join(folder, ".vscode", "settings.json")),
    ...agentConfigs.flatMap((config) => config.userPlaces(thisMachine()).files),
    ...(file ? [file] : []),
  ];
  return Promise.all([...byFolder(files)].map(([folder, names]) => watchPoint(folder, names)));
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
