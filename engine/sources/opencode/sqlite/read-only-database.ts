import { type BigIntStats, existsSync, realpathSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { Sequencer } from "../../../../primitives/sequencer.ts";
import { SourceBusyError, SourceMissingError, SourceUnavailableError } from "../../session-source.ts";
import { type OpenDatabase, openReadOnly, restOf } from "./open-read-only.ts";
import { Tables } from "./tables.ts";

/** How long an unused connection stays open, ms. */
const IDLE_CLOSE_MS = 10_000;

/**
 * A database of somebody else, read while its owner writes. The write-ahead log is read along, nothing is written.
 *
 * The connection stays open between the readings of a busy session, which come many times a second; it is opened anew when
 * another file is there under the name, and closed when idle, since an open one keeps the owner from tidying up its log.
 */
export class ReadOnlyDatabase {
  readonly path: string;
  #open: Connection | undefined;
  #connections = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** One transaction at a time: each may take several turns of this process. */
  readonly #sequencer = new Sequencer();

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Runs `work` on one consistent state of the database, which has a name: under the same one nothing has changed.
   * @throws SourceMissingError when there is no such file
   * @throws SourceUnavailableError when it cannot be read now
   */
  read<T>(work: (tables: Tables, state: string) => T | Promise<T>): Promise<T> {
    return this.#sequencer.run(() => this.#read(work));
  }

  async #read<T>(work: (tables: Tables, state: string) => T | Promise<T>): Promise<T> {
    // Where there never was a database, SQLite need not be loaded.
    if (!this.#open && !existsSync(this.path)) throw new SourceMissingError(this.path);
    const sqlite = await loadSqlite(this.path);
    try {
      const connection = this.#connect(sqlite.DatabaseSync);
      connection.database.exec("begin");
      clearTimeout(this.#idle);
      const result = await work(tablesOf(connection), stateOf(connection));
      // Nothing was written; a commit would fail once more by what was damaged.
      connection.database.exec("rollback");
      return result;
    } catch (error) {
      this.close();
      throw this.#explained(error);
    } finally {
      this.#closeWhenIdle();
    }
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#open?.database.close();
    this.#open = undefined;
  }

  #connect(Database: typeof DatabaseSync): Connection {
    const stats = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (!stats) throw new SourceMissingError(this.path);
    expectRegularFiles(this.path, stats);
    const identity = identityOf(stats);
    if (this.#open && !isStill(this.#open, identity, this.path)) this.close();
    if (!this.#open) {
      const opened = openReadOnly(Database, this.path);
      this.#connections += 1;
      this.#open = { ...opened, identity, number: this.#connections };
    }
    return this.#open;
  }

  #closeWhenIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), IDLE_CLOSE_MS);
    this.#idle.unref();
  }

  #explained(error: unknown): unknown {
    if (!isSqliteError(error)) return error;
    if (!existsSync(this.path)) return new SourceMissingError(this.path);
    const code = error.errcode & PRIMARY_CODE;
    if (code === BUSY || code === LOCKED) return new SourceBusyError(this.path, { cause: error });
    return new SourceUnavailableError(this.path, EXPLANATIONS[code] ?? error.message, { cause: error });
  }
}

interface Connection extends OpenDatabase {
  /** Of the file. */
  readonly identity: string;
  readonly number: number;
  /** What is known of the tables, as of a version of the schema. */
  known?: { readonly tables: Tables; readonly schema: unknown };
}

/** Whether what was opened is what lies there now. */
const isStill = (connection: Connection, identity: string, path: string) =>
  connection.identity === identity && (connection.atRest === undefined || connection.atRest === restOf(path));

function tablesOf(connection: Connection): Tables {
  const schema = pragma(connection, "schema_version");
  const { known } = connection;
  if (known && known.schema === schema) return known.tables;
  const tables = new Tables(connection.database);
  connection.known = { tables, schema };
  return tables;
}

/** SQLite's own word for whether its cache still holds; it compares only within a connection. */
const stateOf = (connection: Connection) => `${connection.number}.${pragma(connection, "data_version")}`;

const pragma = ({ database }: Connection, name: string) => database.prepare(`pragma ${name}`).get()?.[name];

/** What SQLite opens besides a database, by what follows its name. */
const COMPANIONS = ["-wal", "-shm", "-journal"];

/** SQLite opens whatever is there, and would wait for the other end of a pipe. @throws SourceUnavailableError */
function expectRegularFiles(path: string, stats: BigIntStats): void {
  const refuse = (name: string) => {
    throw new SourceUnavailableError(
      name,
      "this is not a regular file; remove it, or choose another storage",
    );
  };
  if (!stats.isFile()) refuse(path);
  const real = realpathSync(path);
  for (const end of COMPANIONS)
    if (statSync(real + end, { throwIfNoEntry: false })?.isFile() === false) refuse(real + end);
}

const identityOf = ({ dev, ino, birthtimeNs }: BigIntStats) => `${dev}.${ino}.${birthtimeNs}`;

async function loadSqlite(path: string): Promise<typeof import("node:sqlite")> {
  try {
    return await import("node:sqlite");
  } catch (cause) {
    const why = "this editor is too old to read SQLite databases; VS Code 1.101 or newer can";
    throw new SourceUnavailableError(path, why, { cause });
  }
}

type SqliteError = Error & { readonly errcode: number };

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR" && "errcode" in error;
}

/** SQLite's result codes: the low byte is the primary one. */
const PRIMARY_CODE = 0xff;
const BUSY = 5;
const LOCKED = 6;

const FILES_BESIDE =
  "the database cannot be read as it is; check that you may read it and the files beside it whose names begin like its own, or let whoever owns them start and close opencode once";

/** Other primary result codes, and what to do about them. */
const EXPLANATIONS: Readonly<Record<number, string>> = {
  10: "the disk does not give the database; check that it is connected and healthy",
  11: "the database is damaged; opencode may repair it, or restore it from a backup",
  8: FILES_BESIDE,
  14: FILES_BESIDE,
  23: "the database may not be read; check its permissions",
  26: "this file is not an SQLite database; check the setting opencode.sharing.storagePath",
};
