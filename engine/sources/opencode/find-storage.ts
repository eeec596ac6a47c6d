import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

/** Where opencode keeps its sessions, whether anything is there yet or not. */
export interface StorageLocation {
  /** The data folder: databases, and the JSON tree in `storage/`. */
  readonly dataDir: string;
  /** The database, or the first of them. */
  readonly databasePath: string;
  /** True when somebody chose this very database: nothing beside it is read then. */
  readonly isChosenDatabase: boolean;
}

export interface StorageClues {
  /** The setting: a data folder, or a database file; "" when unset. `~` is the home folder. */
  readonly storagePath?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, if not the one the system names. */
  readonly home?: string;
}

const DATABASE = "opencode.db";

/** Finds the storage as opencode itself does, on every system; an explicit setting wins. Touches no disk. */
export function findStorage({ storagePath, env, home = homedir() }: StorageClues): StorageLocation {
  if (storagePath?.trim()) return chosenBySetting(resolve(home, expandHome(storagePath.trim(), home)));
  const dataHome = env.XDG_DATA_HOME && isAbsolute(env.XDG_DATA_HOME) ? env.XDG_DATA_HOME : undefined;
  const dataDir = join(dataHome ?? join(home, ".local", "share"), "opencode");
  if (!env.OPENCODE_DB || env.OPENCODE_DB === ":memory:") return wholeFolder(dataDir);
  return { dataDir, databasePath: resolve(dataDir, env.OPENCODE_DB), isChosenDatabase: true };
}

function chosenBySetting(path: string): StorageLocation {
  if (!/\.(db|sqlite3?)$/i.test(basename(path))) return wholeFolder(path);
  return { dataDir: dirname(path), databasePath: path, isChosenDatabase: true };
}

function wholeFolder(dataDir: string): StorageLocation {
  return { dataDir, databasePath: join(dataDir, DATABASE), isChosenDatabase: false };
}

const expandHome = (path: string, home: string) => path.replace(/^~(?=$|[/\\])/, () => home);
