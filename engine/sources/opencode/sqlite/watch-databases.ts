import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Disposable } from "../../../../primitives/disposable.ts";
import { lookRegularly } from "../../look-regularly.ts";
import type { WatchFiles } from "../../session-source.ts";
import type { Place } from "../session/file-version.ts";
import { RegularLooks } from "../session/regular-looks.ts";

export interface DatabasePlaces {
  readonly folder: string;
  /** What the databases in it, and their logs, are called. */
  readonly glob: string;
  /** Paths of those that there are now. */
  readonly databases: () => readonly string[];
}

/**
 * Watches databases and their logs: a commit shows as a change of the `-wal` file, which lies beside the database itself,
 * also where only a link to it is in the folder. Which session it was is not told. The `-shm` file is left out, since
 * reading touches it too. Where no event comes, time and size of the files tell.
 */
export function watchDatabases(
  watchFiles: WatchFiles,
  { folder, glob, databases }: DatabasePlaces,
  onDidChange: (sessionIds: undefined) => void,
): Disposable {
  const elsewhere = databases().flatMap((path) => targetOf(path) ?? []);
  const looks = new RegularLooks();
  const look = () => {
    looks.expect(() => databases().flatMap(placesOf));
    return looks.look();
  };
  look();
  const watchers = [
    watchFiles(folder, glob, changed),
    ...elsewhere.map((path) => watchFiles(dirname(path), `${basename(path)}*`, changed)),
    lookRegularly(() => void (look().length > 0 && onDidChange(undefined))),
  ];
  return { dispose: () => watchers.forEach((watcher) => void watcher.dispose()) };

  function changed(path: string): void {
    if (!path.endsWith("-shm")) onDidChange(undefined);
  }
}

/** A database and its log, of which nothing is known yet. */
function placesOf(path: string): readonly Place[] {
  const real = targetOf(path) ?? path;
  return [real, `${real}-wal`].map((file) => ({ path: file, version: undefined }));
}

/** What a link leads to; undefined when it is none, or leads nowhere yet. */
function targetOf(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}
