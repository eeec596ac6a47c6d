import type { Disposable, WatchFiles } from "../../session-source.ts";

/**
 * Watches databases and their logs: a commit shows as a change of the `-wal` file. Which session it was is not told.
 * The `-shm` file is left out, since reading touches it too.
 */
export function watchDatabases(
  watchFiles: WatchFiles,
  folder: string,
  glob: string,
  onDidChange: (sessionIds: undefined) => void,
): Disposable {
  return watchFiles(folder, glob, (path) => {
    if (!path.endsWith("-shm")) onDidChange(undefined);
  });
}
