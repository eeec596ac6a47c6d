import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { messageOf } from "../../../primitives/message-of.ts";
import { StoreUnavailableError, StoreUncertainError } from "../errors.ts";

/** How long a statement may take, and how long it may take to be connected, ms. */
const STATEMENT_MS = 30_000;
const CONNECT_MS = 5_000;
/** Most connections of one node. */
const CONNECTIONS = 10;
/** How often a transaction is tried again that got in the way of another, and how long it waits before, ms. */
const MOST_TRIES = 8;
const RETRY_MS = 5;

/** Serialization failure and deadlock: nothing has happened, and the same may succeed when it is tried again. */
const COLLISIONS: ReadonlySet<string> = new Set(["40001", "40P01"]);

/** A statement that changes nothing. */
const READS = /^\s*SELECT\b/i;

/** How a transaction begins, and whether it can change something. */
interface TransactionKind {
  readonly begin: string;
  readonly writes: boolean;
}
const WRITING: TransactionKind = { begin: "BEGIN", writes: true };
const READING: TransactionKind = {
  begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
  writes: false,
};

/** What runs statements: the database itself, or one transaction of it. */
export interface Statements {
  /** @throws StoreUnavailableError, and StoreUncertainError where it may have been done all the same */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Most connections; default 10. */
  readonly connections?: number | undefined;
}

/**
 * A PostgreSQL database, or one that speaks its protocol. Numbers of eight bytes come as numbers: all that are kept here
 * are safe integers.
 */
export class Database implements Statements {
  readonly #pool: pg.Pool;
  #closing: Promise<void> | undefined;

  constructor({ url, connections = CONNECTIONS }: DatabaseOptions) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: STATEMENT_MS,
      keepAlive: true,
      application_name: "opencode-share",
      types: { getTypeParser: parserOf },
    });
    // A connection that ends while nobody uses it is replaced by the next one.
    this.#pool.on("error", () => {});
  }

  query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#connected((client) => client.query<Row>(text, values, !READS.test(text)));
  }

  /**
   * Does something all or nothing. It is done again when it got in the way of another transaction, so that it must change
   * nothing but the database.
   * @throws StoreUnavailableError, and StoreUncertainError where it may have been done all the same
   */
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    return this.#tried(WRITING, work);
  }

  /**
   * Reads, all of one moment.
   * @throws StoreUnavailableError
   */
  snapshot<T>(read: (tx: Statements) => Promise<T>): Promise<T> {
    return this.#tried(READING, read);
  }

  /** Waits for what is under way. A second time does nothing more. */
  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #tried<T>(kind: TransactionKind, work: (tx: Statements) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++)
      try {
        return await this.#once(kind, work);
      } catch (error) {
        if (!isCollision(error) || tries === MOST_TRIES) throw error;
        await setTimeout(RETRY_MS * 2 ** tries * Math.random());
      }
  }

  #once<T>({ begin, writes }: TransactionKind, work: (tx: Statements) => Promise<T>): Promise<T> {
    return this.#connected(async (client) => {
      try {
        await client.query(begin);
        const result = await work(client);
        await client.query("COMMIT", [], writes);
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  }

  /** Works with one connection, which is used again unless something but the server's own words has ended its answer. */
  async #connected<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw unavailable(error);
    });
    let lost: Error | undefined;
    const onError = (error: Error) => {
      lost = error;
    };
    client.on("error", onError);
    const query = async <Row extends pg.QueryResultRow>(
      text: string,
      values: readonly unknown[] = [],
      decides = false,
    ) => {
      if (lost) throw unavailable(lost);
      try {
        return (await client.query<Row>(text, [...values])).rows;
      } catch (error) {
        if (isAnswer(error)) throw unavailable(error);
        lost = error as Error;
        throw decides ? uncertain(error) : unavailable(error);
      }
    };
    try {
      return await work({ query });
    } finally {
      client.off("error", onError);
      client.release(lost);
    }
  }
}

/** One connection, as long as it is not lost. */
interface Connection extends Statements {
  /**
   * @param decides the change is made with this statement, so that nobody knows whether it was when the answer is lost
   * @throws StoreUncertainError, StoreUnavailableError
   */
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    decides?: boolean,
  ): Promise<Row[]>;
}

/** Whether the server has said that it did not do something. Who ends a connection may have done it before. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === "ERROR";
}

function uncertain(error: unknown): StoreUncertainError {
  return new StoreUncertainError(`the database was not heard: ${messageOf(error)}`, { cause: error });
}

/** What the driver or the server says, for the log; addresses and names of the database stay there. */
function unavailable(error: unknown): StoreUnavailableError {
  return new StoreUnavailableError(`the database does not do it: ${messageOf(error)}`, { cause: error });
}

function isCollision(error: unknown): boolean {
  const cause = error instanceof StoreUnavailableError ? error.cause : undefined;
  return cause instanceof pg.DatabaseError && COLLISIONS.has(cause.code ?? "");
}

function parserOf(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as "text");
}
