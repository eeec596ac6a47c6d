import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { readRegularFile, SHORT_FILE_BYTES } from "../sources/regular-file.ts";
import { folderOf } from "./folder-of.ts";
import { realPath } from "./real-path.ts";

/** A checkout of a git repository. */
export interface Checkout {
  /** The same for all worktrees of a repository, and for no other one. */
  readonly repository: string;
  /** The folder that is checked out to, by real path. */
  readonly root: string;
}

/** How long what was found holds, ms: a list asks about the same folders again and again. */
const KNOWN_MS = 10_000;

/** Which repositories folders are in. Git itself is not asked: that would start a program for each folder. */
export class Repositories {
  readonly #home: string;
  #known = new Map<string, Promise<Checkout | undefined>>();
  #since = 0;

  /** @param home a repository of the home folder holds settings, and not all that is below */
  constructor(home = homedir()) {
    this.#home = home;
  }

  /** The checkout that a directory is in; a directory that is gone is in that of the nearest folder above. */
  async of(directory: string): Promise<Checkout | undefined> {
    if (performance.now() - this.#since > KNOWN_MS) {
      this.#known = new Map();
      this.#since = performance.now();
    }
    const real = await realPath(directory);
    return real === undefined ? undefined : this.#at(real);
  }

  /** The folder of a window that a directory is in, else the root of its checkout of a repository that the window has open. */
  async scopeOf(directory: string, folders: readonly string[]): Promise<string | undefined> {
    const folder = await folderOf(directory, folders);
    if (folder !== undefined) return folder;
    const checkout = await this.of(directory);
    return checkout && (await this.idsOf(folders)).has(checkout.repository) ? checkout.root : undefined;
  }

  /** The repositories that some folders are in. */
  async idsOf(folders: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await Promise.all(folders.map((folder) => this.of(folder)));
    return new Set(found.flatMap((checkout) => checkout?.repository ?? []));
  }

  #at(folder: string): Promise<Checkout | undefined> {
    const known = this.#known.get(folder) ?? this.#look(folder);
    this.#known.set(folder, known);
    return known;
  }

  async #look(folder: string): Promise<Checkout | undefined> {
    if (folder === this.#home) return undefined;
    const repository = await repositoryAt(path.join(folder, ".git"));
    if (repository !== undefined) return { repository, root: folder };
    const parent = path.dirname(folder);
    return parent === folder ? undefined : this.#at(parent);
  }
}

/** The folder that all worktrees share, given what is called `.git` in one of them. */
async function repositoryAt(dotGit: string): Promise<string | undefined> {
  const kind = await stat(dotGit).catch(() => undefined);
  if (!kind) return undefined;
  const folder = path.dirname(dotGit);
  const gitDir = kind.isDirectory() ? dotGit : await pathIn(dotGit, folder, /^gitdir: (.+)/);
  if (gitDir === undefined) return undefined;
  const common = await pathIn(path.join(gitDir, "commondir"), gitDir, /^(.+)/);
  return realPath(common ?? gitDir);
}

/** A path that a file names, seen from a folder. */
async function pathIn(file: string, from: string, form: RegExp): Promise<string | undefined> {
  const text = await readRegularFile(file, SHORT_FILE_BYTES).catch(() => "");
  const named = form.exec(text)?.[1]?.trim();
  return named === undefined ? undefined : path.resolve(from, named);
}
