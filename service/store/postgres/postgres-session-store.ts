import { HOUR_MS } from "../../../primitives/durations.ts";
import type { User } from "../../../protocol/identity.ts";
import type { KeptSessions, MovableSessions, SessionStore } from "../../identity/session-store.ts";
import { SESSION_MS } from "../../identity/sessions.ts";
import type { Verified } from "../verified.ts";
import { endRights } from "./access-marks.ts";
import type { Database } from "./database.ts";

/** How often what is over is deleted, at most, ms. */
const SWEEP_MS = HOUR_MS;
/** Stands for all sessions that had begun by a time, in a row that stays until the last of them would have ended. */
const ALL = "*";

export interface PostgresSessionStoreOptions {
  readonly database: Database;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/** Keeps sessions in a PostgreSQL database, each until its time is over. Whoever opens it closes it. */
export class PostgresSessionStore implements SessionStore, MovableSessions {
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
    await this.#database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO ended_session (session_id, until) VALUES ($1, $2)
         ON CONFLICT (session_id) DO UPDATE SET until = GREATEST(ended_session.until, excluded.until)`,
        [sessionId, until],
      );
      await endRights(tx);
    });
    this.#sweep();
  }

  async isEnded(sessionId: string, begunAt: number): Promise<boolean> {
    const rows = await this.#database.query(
      "SELECT session_id FROM ended_session WHERE session_id = $1 OR (session_id = $2 AND until >= $3)",
      [sessionId, ALL, begunAt + SESSION_MS],
    );
    return rows.length > 0;
  }

  async kept(): Promise<KeptSessions> {
    const users = await this.#database.query<{ key: string; who: string; until: number }>(
      "SELECT key, who, until FROM known_user WHERE until > $1 ORDER BY until, key",
      [this.#now()],
    );
    const ended = await this.#database.query<{ id: string; until: number }>(
      "SELECT session_id AS id, until FROM ended_session WHERE until > $1 ORDER BY until, session_id",
      [this.#now()],
    );
    const all = ended.find(({ id }) => id === ALL);
    return {
      users: users.map(({ key, who, until }) => ({ key, user: JSON.parse(who) as User, until })),
      ended: ended.filter((session) => session !== all),
      endedAllUpTo: all && all.until - SESSION_MS,
    };
  }

  async takeOver({ users, ended, endedAllUpTo }: KeptSessions): Promise<void> {
    if (endedAllUpTo !== undefined) await this.end(ALL, endedAllUpTo + SESSION_MS);
    for (const { key, user, until } of users) await this.keepUser(key, user, until);
    for (const { id, until } of ended) await this.end(id, until);
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
