import { MINUTE_MS } from "../../../primitives/durations.ts";
import type { Database } from "./database.ts";

/** How long contents that were replaced stay for who reads them, and how often it is looked for them, ms. */
const KEPT_MS = 10 * MINUTE_MS;
const INTERVAL_MS = MINUTE_MS;
/** How many are deleted in one go. */
const AT_ONCE = 200;

/** Deletes contents that were replaced, once nobody reads them any more. Several nodes may do so at once. */
export class ReplacedContents {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
    // What cannot be deleted now is deleted the next time.
    this.#timer = setInterval(() => void this.sweep().catch(() => undefined), INTERVAL_MS).unref();
  }

  /** Deletes those that were replaced long enough ago. */
  async sweep(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#all());
    await this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running.catch(() => undefined);
  }

  async #all(): Promise<void> {
    const before = this.#now() - KEPT_MS;
    let deleted = AT_ONCE;
    while (deleted === AT_ONCE) deleted = await this.#some(before);
  }

  #some(before: number): Promise<number> {
    return this.#database.transaction(async (tx) => {
      const old = await tx.query<{ share_id: string; key: string; put: number }>(
        "SELECT share_id, key, put FROM replaced WHERE at <= $1 ORDER BY at, share_id, key, put LIMIT $2",
        [before, AT_ONCE],
      );
      const names = [
        old.map(({ share_id }) => share_id),
        old.map(({ key }) => key),
        old.map(({ put }) => put),
      ];
      for (const table of ["piece", "replaced"])
        await tx.query(
          `DELETE FROM ${table} USING unnest($1::text[], $2::text[], $3::bigint[]) AS old (share_id, key, put)
           WHERE ${table}.share_id = old.share_id AND ${table}.key = old.key AND ${table}.put = old.put`,
          names,
        );
      return old.length;
    });
  }
}
