import { realpathSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { stampAt } from "../session/file-version.ts";

/** How long a locked database is waited for, ms: reading blocks the thread. */
const BUSY_TIMEOUT_MS = 100;

/** An open database. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  /**
   * Given where SQLite takes the files as they lie: the same text as long as they lie so. What is written after that is
   * only seen when it is opened anew.
   */
  readonly atRest?: string;
}

/**
 * Opens a database to be read. One with a write-ahead log needs files beside it that SQLite makes, and in a folder that
 * cannot be written it finds or makes none. As long as they are missing nobody writes, and the files can be read as they
 * lie. @throws what SQLite says
 */
export function openReadOnly(Database: typeof DatabaseSync, path: string): OpenDatabase {
  try {
    return { database: readable(new Database(path, { readOnly: true })) };
  } catch (error) {
    if (!isAboutFilesBeside(error)) throw error;
    const atRest = restOf(path);
    const database = openAtRest(Database, path);
    if (!database) throw error;
    return { database, atRest };
  }
}

/** How the files of a database lie. */
export function restOf(path: string): string {
  const real = realpathSync(path);
  return ["", "-wal", "-shm", "-journal"].map((end) => stampAt(real + end)).join(",");
}

/** Undefined where the files cannot be read as they lie, or should not: an unfinished change has to be undone first. */
function openAtRest(Database: typeof DatabaseSync, path: string): DatabaseSync | undefined {
  const real = realpathSync(path);
  if (sizeOf(`${real}-journal`) > 0) return undefined;
  const hasLog = statSync(`${real}-wal`, { throwIfNoEntry: false }) !== undefined;
  const url = pathToFileURL(real);
  if (hasLog) url.searchParams.set("vfs", process.platform === "win32" ? "win32-none" : "unix-none");
  else url.searchParams.set("immutable", "1");
  try {
    const database = new Database(url, { readOnly: true });
    // The index of the log is then in memory, and not in a file beside it.
    if (hasLog) database.exec("pragma locking_mode = exclusive");
    return readable(database);
  } catch {
    return undefined;
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** SQLite opens nothing before something is read. */
function readable(database: DatabaseSync): DatabaseSync {
  try {
    database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.prepare("pragma schema_version").get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite's primary result codes “readonly” and “cannot open”. */
const ABOUT_FILES_BESIDE = [8, 14];

const isAboutFilesBeside = (error: unknown) =>
  error instanceof Error && "errcode" in error && ABOUT_FILES_BESIDE.includes(Number(error.errcode) & 0xff);
