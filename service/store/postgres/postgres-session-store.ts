import { HOUR_MS } from "../../../primitives/durations.ts";
import type { User } from "../../../protocol/identity.ts";
import type { SessionStore } from "../../identity/session-store.ts";
import type { Verified } from "../verified.ts";
import type { Database } from "./database.ts";

/** How often what is over is deleted, at most, ms. */
const SWEEP_MS = HOUR_MS;

export interface PostgresSessionStoreOptions {
  readonly database: Database;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/** Keeps sessions in a PostgreSQL database, each until its time is over. Whoever opens it closes it. */
export class PostgresSessionStore implements SessionStore {
  readonly #database: Database;
  readonly #now: () => number;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #sweeping: Promise<unknown> = Promise.resolve();

  constructor({ database, now = Date.now }: PostgresSessionStoreOptions) {
    this.#database = database;
    this.#now = now;
  }

  async keepUser(key: string, user: User, until: number): Promise<void> {
    await this.#database.query(
      `INSERT INTO known_user (key, who, until) VALUES ($1, $2, $3)
       ON CONFLICT (key) DO UPDATE SET who = excluded.who, until = GREATEST(known_user.until, excluded.until)`,
      [key, JSON.stringify(user), until],
    );
    this.#sweep();
  }

  async findUser(key: string): Promise<User | undefined> {
    const [row] = await this.#database.query<{ who: string }>(
      "SELECT who FROM known_user WHERE key = $1 AND until > $2",
      [key, this.#now()],
    );
    return row && (JSON.parse(row.who) as User);
  }

  async end(sessionId: string, until: number): Promise<void> {
    await this.#database.query(
      `INSERT INTO ended_session (session_id, until) VALUES ($1, $2)
       ON CONFLICT (session_id) DO UPDATE SET until = GREATEST(ended_session.until, excluded.until)`,
      [sessionId, until],
    );
    this.#sweep();
  }

  async isEnded(sessionId: string): Promise<boolean> {
    const rows = await this.#database.query("SELECT session_id FROM ended_session WHERE session_id = $1", [
      sessionId,
    ]);
    return rows.length > 0;
  }

  async *verify(): AsyncIterable<Verified> {
    const [row] = await this.#database.query<{ records: number }>(
      "SELECT (SELECT count(*) FROM known_user) + (SELECT count(*) FROM ended_session) AS records",
    );
    yield { name: "sessions", records: row?.records ?? 0 };
  }

  async close(): Promise<void> {
    await this.#sweeping;
  }

  /**
   * Deletes what is over, some time: sessions end by themselves at their time, so that nobody has to know any more that
   * they were ended. What cannot be deleted now is deleted the next time.
   */
  #sweep(): void {
    const now = this.#now();
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    const remove = (table: string) => this.#database.query(`DELETE FROM ${table} WHERE until <= $1`, [now]);
    this.#sweeping = Promise.allSettled(["known_user", "ended_session"].map(remove));
  }
}
