import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { messageOf } from "../../../primitives/message-of.ts";
import { StoreUnavailableError } from "../errors.ts";

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

/** What runs statements: the database itself, or one transaction of it. */
export interface Statements {
  /** @throws StoreUnavailableError */
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

  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.#pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Does something all or nothing. It is done again when it got in the way of another transaction, so that it must change
   * nothing but the database.
   * @throws StoreUnavailableError
   */
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    return this.#tried("BEGIN", work);
  }

  /**
   * Reads, all of one moment.
   * @throws StoreUnavailableError
   */
  snapshot<T>(read: (tx: Statements) => Promise<T>): Promise<T> {
    return this.#tried("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", read);
  }

  /** Waits for what is under way. A second time does nothing more. */
  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #tried<T>(begin: string, work: (tx: Statements) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++)
      try {
        return await this.#once(begin, work);
      } catch (error) {
        if (!isCollision(error) || tries === MOST_TRIES) throw error;
        await setTimeout(RETRY_MS * 2 ** tries * Math.random());
      }
  }

  async #once<T>(begin: string, work: (tx: Statements) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw unavailable(error);
    });
    let lost: Error | undefined;
    const onError = (error: Error) => {
      lost = error;
    };
    client.on("error", onError);
    const query = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
      try {
        return (await client.query<Row>(text, [...values])).rows;
      } catch (error) {
        // What the server has answered leaves the connection usable; after anything else nobody knows what comes next.
        if (!(error instanceof pg.DatabaseError)) lost = error as Error;
        throw unavailable(error);
      }
    };
    try {
      await query(begin);
      const result = await work({ query });
      await query("COMMIT");
      return result;
    } catch (error) {
      if (!lost) await query("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      client.off("error", onError);
      client.release(lost);
    }
  }
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
