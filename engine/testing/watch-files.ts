import { existsSync, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { dirname, join, matchesGlob, relative } from "node:path";
import type { Disposable } from "../../primitives/disposable.ts";
import type { WatchFiles } from "../sources/session-source.ts";

/** Watches files with what Node has, for tests and tools. Reports files that a new folder already holds, too. */
export const watchFiles: WatchFiles = (folder, glob, onDidChange) =>
  new FolderWatch(folder, glob, onDidChange);

class FolderWatch implements Disposable {
  readonly #root: string;
  readonly #glob: string;
  readonly #onDidChange: (path: string) => void;
  /** By folder; one that was removed and made anew is another one, and its watcher is deaf. */
  readonly #watchers = new Map<
    string,
    { readonly watcher: FSWatcher; readonly identity: string | undefined }
  >();
  #isDisposed = false;

  constructor(root: string, glob: string, onDidChange: (path: string) => void) {
    this.#root = root;
    this.#glob = glob;
    this.#onDidChange = onDidChange;
    this.#start({ isReporting: false });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stop();
  }

  /** Watches the folder, or what exists of the way to it until more of it does. */
  #start({ isReporting }: { readonly isReporting: boolean }): void {
    this.#stop();
    if (this.#isDisposed) return;
    const nearest = nearestExisting(this.#root);
    if (nearest === this.#root) this.#enter(nearest, isReporting);
    else this.#awaitMore(nearest);
  }

  #awaitMore(nearest: string): void {
    const look = () => {
      if (nearestExisting(this.#root) !== nearest) this.#start({ isReporting: true });
    };
    this.#watch(nearest, look);
    look();
  }

  #stop(): void {
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Watches a folder and those in it that can hold a match. */
  #enter(folder: string, isReporting: boolean): void {
    if (this.#isWatched(folder) || !this.#watch(folder, (name) => this.#changed(folder, name))) return;
    for (const entry of entriesOf(folder))
      this.#met(join(folder, entry.name), entry.isDirectory(), isReporting);
  }

  #met(path: string, isFolder: boolean, isReporting: boolean): void {
    if (isFolder && this.#canHoldMatch(path)) this.#enter(path, isReporting);
    else if (!isFolder && isReporting) this.#report(path);
  }

  #changed(folder: string, name: string | null): void {
    if (name !== null) this.#met(join(folder, name), isFolder(join(folder, name)), true);
  }

  /** A folder is no longer there, or another one has its name. */
  #left(folder: string): void {
    this.#watchers.get(folder)?.watcher.close();
    this.#watchers.delete(folder);
    if (!this.#watchers.has(this.#root)) this.#start({ isReporting: true });
  }

  #watch(folder: string, onEvent: (name: string | null) => void): boolean {
    try {
      const identity = identityOf(folder);
      const watcher = watch(folder, (_event, name) => {
        onEvent(name);
        if (this.#watchers.get(folder)?.watcher === watcher && !this.#isWatched(folder)) this.#left(folder);
      });
      watcher.on("error", () => this.#left(folder));
      this.#watchers.get(folder)?.watcher.close();
      this.#watchers.set(folder, { watcher, identity });
      return true;
    } catch (error) {
      if (!existsSync(folder)) return false;
      throw error;
    }
  }

  #isWatched(folder: string): boolean {
    const watched = this.#watchers.get(folder);
    return watched !== undefined && watched.identity === identityOf(folder);
  }

  #report(path: string): void {
    if (matchesGlob(relative(this.#root, path), this.#glob)) this.#onDidChange(path);
  }

  /** Whether the glob goes on below a folder: as far as its name goes, it matches. */
  #canHoldMatch(folder: string): boolean {
    const patterns = this.#glob.split("/").slice(0, -1);
    const names = relative(this.#root, folder).split(/[/\\]/);
    const open = patterns.indexOf("**");
    const fixed = open === -1 ? patterns : patterns.slice(0, open);
    return (
      (open !== -1 || names.length <= fixed.length) &&
      names.every((name, index) => index >= fixed.length || matchesGlob(name, fixed[index] ?? ""))
    );
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function entriesOf(folder: string) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Inode numbers are used again at once; with the time of birth they tell folders apart. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.birthtimeNs}`;
}
