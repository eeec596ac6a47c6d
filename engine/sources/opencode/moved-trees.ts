import { stat } from "node:fs/promises";
import type { SessionReader } from "../combine-sources.ts";

/**
 * Tells which JSON trees a database has taken over. opencode moves all sessions of a tree at once, under their ids, and
 * leaves the tree: so once both know one, what only the tree has was deleted since. Where they have none in common, the
 * tree stands beside the database. That is found out once for a database, since it takes a list of both.
 */
export class MovedTrees {
  readonly #databasePath: string;
  readonly #database: SessionReader;
  readonly #trees: readonly SessionReader[];
  #known: { readonly inode: number; readonly kept: Promise<readonly SessionReader[]> } | undefined;

  constructor(databasePath: string, database: SessionReader, trees: readonly SessionReader[]) {
    this.#databasePath = databasePath;
    this.#database = database;
    this.#trees = trees;
  }

  /** The trees that still count. While the database cannot be read that is all of them, and not remembered. */
  async kept(): Promise<readonly SessionReader[]> {
    const inode = await stat(this.#databasePath).then(
      ({ ino }) => ino,
      () => undefined,
    );
    if (inode === undefined) return this.#trees;
    if (this.#known?.inode !== inode) this.#known = { inode, kept: this.#compare() };
    return this.#known.kept.catch(() => {
      this.#known = undefined;
      return this.#trees;
    });
  }

  async #compare(): Promise<readonly SessionReader[]> {
    const inTrees = await Promise.all(this.#trees.map((tree) => tree.list().catch(() => [])));
    // Most people have no tree any more, and a list of a large database takes long.
    if (inTrees.every((sessions) => sessions.length === 0)) return this.#trees;
    const inDatabase = new Set((await this.#database.list()).map(({ id }) => id));
    return this.#trees.filter((_, index) => !inTrees[index]?.some(({ id }) => inDatabase.has(id)));
  }
}
