import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { SECOND_MS } from "../../../primitives/durations.ts";
import type { Database } from "./database.ts";

/** How long a lease is good for since it was renewed, by the database's clock. */
const LEASE = "15 seconds";
/** How often it is renewed, and how often it is looked whether another's is over, ms. */
const RENEW_MS = 4 * SECOND_MS;
const LOOK_MS = SECOND_MS / 2;
/** What the name of who copies begins with. */
const COPY = "a copy by ";
/** All nodes hold it together. */
const NODES = "nodes";

/** The database is being copied, and nothing may change it meanwhile. */
export class DatabaseCopiedError extends Error {
  constructor() {
    super("SHARE_DATABASE_URL: this database is being copied. Try again when that has ended.");
    this.name = "DatabaseCopiedError";
  }
}

/** @throws DatabaseCopiedError, StoreUnavailableError */
export async function assertNotCopied(database: Database): Promise<void> {
  const copying = await database.query(
    "SELECT who FROM lease WHERE name = 'service' AND who LIKE $1 AND until > now()",
    [`${COPY}%`],
  );
  if (copying.length > 0) throw new DatabaseCopiedError();
}

/** Another running service has the database. */
export class DatabaseInUseError extends Error {
  constructor(holder: string) {
    super(
      `SHARE_DATABASE_URL: another service (${holder}) is already running on this database. Stop that one, or name another database.`,
    );
    this.name = "DatabaseInUseError";
  }
}

/** Another service has the database now. */
export class DatabaseLostError extends Error {
  constructor(holder: string) {
    super(
      `Another service (${holder}) has taken over the database, since this one could not say for a while that it runs. Start this one again when no other one runs.`,
    );
    this.name = "DatabaseLostError";
  }
}

export interface DatabaseLeaseOptions {
  /** Told once, when another has it. */
  readonly onLost?: ((error: DatabaseLostError) => void) | undefined;
  /** Default: every 4 seconds. */
  readonly renewMs?: number | undefined;
  /** The database is copied and not served meanwhile. */
  readonly isCopy?: boolean;
}

interface LeaseRow {
  readonly holder: string;
  readonly who: string;
  /** When it is over, as the database writes it. */
  readonly until: string;
}

/**
 * That a database is served by nodes, which hold it together, or copied by one process, and never both at a time. A row that says who it is, and until when. Times are the database's own, so that no node's clock matters.
 */
export class DatabaseLease {
  readonly #database: Database;
  readonly #onLost: (error: DatabaseLostError) => void;
  readonly #holder: string;
  readonly #who: string;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();

  private constructor(database: Database, { onLost = () => {}, isCopy = false }: DatabaseLeaseOptions) {
    this.#database = database;
    this.#who = `${isCopy ? COPY : ""}process ${process.pid} on ${hostname()}`;
    this.#onLost = onLost;
    this.#holder = isCopy ? randomUUID() : NODES;
  }

  /**
   * Takes it, once whoever had it has been silent for long enough.
   * @throws DatabaseInUseError when they go on renewing it
   * @throws StoreUnavailableError
   */
  static async take(database: Database, options: DatabaseLeaseOptions = {}): Promise<DatabaseLease> {
    const lease = new DatabaseLease(database, options);
    const { renewMs = RENEW_MS } = options;
    for (let last: LeaseRow | undefined; ; ) {
      const other = await lease.#renew();
      if (!other) break;
      if (last && last.holder === other.holder && last.until !== other.until)
        throw new DatabaseInUseError(other.who);
      last = other;
      await setTimeout(LOOK_MS);
    }
    lease.#timer = setInterval(() => {
      lease.#renewing = lease.#keep();
    }, renewMs).unref();
    return lease;
  }

  /** Lets go of it, if it is still this one's, and of several nodes the last. A database that is away does not hinder that: the lease runs out. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    const isLast = this.#holder === NODES ? "AND NOT EXISTS (SELECT 1 FROM node WHERE until > now())" : "";
    await this.#database
      .query(`DELETE FROM lease WHERE holder = $1 ${isLast}`, [this.#holder])
      .catch(() => undefined);
  }

  /** What cannot be renewed now is renewed the next time: nobody else can take it meanwhile who does not reach the database. */
  async #keep(): Promise<void> {
    const other = await this.#renew().catch(() => undefined);
    if (!other) return;
    clearInterval(this.#timer);
    this.#onLost(new DatabaseLostError(other.who));
  }

  /** Answers whose it is, if that is another who may still run. */
  async #renew(): Promise<LeaseRow | undefined> {
    const mine = await this.#database.query(
      `INSERT INTO lease (name, holder, who, until) VALUES ('service', $1, $2, now() + INTERVAL '${LEASE}')
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, who = excluded.who, until = excluded.until
       WHERE lease.holder = excluded.holder OR lease.until <= now() RETURNING holder`,
      [this.#holder, this.#who],
    );
    if (mine.length > 0) return undefined;
    const [other] = await this.#database.query<LeaseRow>(
      "SELECT holder, who, until::text AS until FROM lease WHERE name = 'service'",
    );
    return other ?? this.#renew();
  }
}
