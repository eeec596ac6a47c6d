import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Disposable } from "../../../../primitives/disposable.ts";
import type { WatchFiles } from "../../session-source.ts";

export interface DatabasePlaces {
  readonly folder: string;
  /** What the databases in it, and their logs, are called. */
  readonly glob: string;
  /** Paths of those that there are. */
  readonly databases: readonly string[];
}

/**
 * Watches databases and their logs: a commit shows as a change of the `-wal` file, which lies beside the database itself,
 * also where only a link to it is in the folder. Which session it was is not told. The `-shm` file is left out, since
 * reading touches it too.
 */
export function watchDatabases(
  watchFiles: WatchFiles,
  { folder, glob, databases }: DatabasePlaces,
  onDidChange: (sessionIds: undefined) => void,
): Disposable {
  const elsewhere = databases.flatMap((path) => targetOf(path) ?? []);
  const watchers = [
    watchFiles(folder, glob, changed),
    ...elsewhere.map((path) => watchFiles(dirname(path), `${basename(path)}*`, changed)),
  ];
  return { dispose: () => watchers.forEach((watcher) => void watcher.dispose()) };

  function changed(path: string): void {
    if (!path.endsWith("-shm")) onDidChange(undefined);
  }
}

/** What a link leads to; undefined when it is none, or leads nowhere yet. */
function targetOf(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}
