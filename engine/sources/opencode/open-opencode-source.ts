import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Disposable } from "../../../primitives/disposable.ts";
import { combineSources, type SessionReader } from "../combine-sources.ts";
import type { Report, SessionSource, WatchFiles } from "../session-source.ts";
import type { StorageLocation } from "./find-storage.ts";
import { MovedTrees } from "./moved-trees.ts";
import { SqliteSource } from "./sqlite/sqlite-source.ts";
import { watchDatabases } from "./sqlite/watch-databases.ts";
import { ProjectTree } from "./tree/project-tree.ts";
import { StorageTree } from "./tree/storage-tree.ts";
import { TreeSource } from "./tree/tree-source.ts";

export interface OpencodeSourceDeps {
  readonly watchFiles: WatchFiles;
  /** Hears, once each and without content, what is left out of readings and why. */
  readonly onSkip?: Report;
}

/**
 * The sessions of an opencode storage, whatever wrote them: its databases (the main one, then other channels'), then
 * the JSON tree of 1.0 and 1.1, then that of 0.x. A session that several of them have is read from the first of these.
 * A tree whose sessions were moved into the main database counts no more. Nothing is opened before the first list or
 * read; `dispose` closes what was. The storage may appear later.
 */
export function openOpencodeSource(
  { dataDir, databasePath, isChosenDatabase }: StorageLocation,
  { watchFiles, onSkip: report = () => {} }: OpencodeSourceDeps,
): SessionSource & Disposable {
  const deps = { watchFiles, report };
  const main = new SqliteSource(databasePath, deps);
  if (isChosenDatabase) return main;

  const channels = new Map<string, SqliteSource>();
  const trees = [
    new TreeSource({ ...deps, layout: (skipped) => new StorageTree(dataDir, skipped) }),
    new TreeSource({ ...deps, layout: (skipped) => new ProjectTree(dataDir, skipped) }),
  ];
  const moved = new MovedTrees(databasePath, main, trees);
  const { list, read } = combineSources({ sources, report });
  return { list, read, watch, dispose };

  async function sources(): Promise<readonly SessionReader[]> {
    for (const path of channelDatabases(dataDir))
      if (path !== databasePath && !channels.has(path)) channels.set(path, new SqliteSource(path, deps));
    return [main, ...channels.values(), ...(await moved.kept())];
  }

  function watch(onDidChange: (sessionIds: readonly string[] | undefined) => void): Disposable {
    const databases = () => [databasePath, ...channelDatabases(dataDir)];
    const watchers = [
      watchDatabases(watchFiles, { folder: dataDir, glob: "opencode*.db*", databases }, onDidChange),
      ...trees.map((tree) => tree.watch(onDidChange)),
    ];
    return { dispose: () => watchers.forEach((watcher) => void watcher.dispose()) };
  }

  function dispose(): void {
    for (const database of [main, ...channels.values()]) database.dispose();
  }
}

/** The databases of opencode's other release channels, in a fixed order. */
function channelDatabases(dataDir: string): readonly string[] {
  return namesIn(dataDir)
    .filter((name) => /^opencode-[^/]+\.db$/.test(name))
    .sort()
    .map((name) => join(dataDir, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
