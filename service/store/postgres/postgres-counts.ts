import { createHash } from "node:crypto";
import { HOUR_MS, MINUTE_MS } from "../../../primitives/durations.ts";
import type { HourlyCounts } from "../../limits/hourly-counts.ts";
import type { Database } from "./database.ts";

/** How often a node deletes counts that are over, at most, ms. */
const SWEEP_MS = 10 * MINUTE_MS;

/** The database's clock, in ms since 1970, so that no node's matters. */
const NOW = "(EXTRACT(EPOCH FROM now()) * 1000)::bigint";

/** Counts for all nodes of a database, exactly, however many count at once. */
export class PostgresCounts implements HourlyCounts {
  readonly #database: Database;
  #sweptAt = performance.now();

  constructor(database: Database) {
    this.#database = database;
  }

  async take(name: string, most: number): Promise<number> {
    this.#sweep();
    const column = columnName(name);
    return this.#database.transaction(async (tx) => {
      const counted = await tx.query(
        `INSERT INTO counted (name, until, count) VALUES ($1, ${NOW} + ${HOUR_MS}, 1)
         ON CONFLICT (name) DO UPDATE SET
           until = CASE WHEN counted.until <= ${NOW} THEN excluded.until ELSE counted.until END,
           count = CASE WHEN counted.until <= ${NOW} THEN 1 ELSE counted.count + 1 END
         WHERE counted.until <= ${NOW} OR counted.count < $2 RETURNING count`,
        [column, most],
      );
      if (counted.length > 0) return 0;
      const [row] = await tx.query<{ wait: number }>(
        `SELECT until - ${NOW} AS wait FROM counted WHERE name = $1`,
        [column],
      );
      return Math.max(1, Math.ceil((row?.wait ?? 0) / 1000));
    });
  }

  async giveBack(name: string): Promise<void> {
    await this.#database.transaction((tx) =>
      tx.query("UPDATE counted SET count = count - 1 WHERE name = $1 AND count > 0", [columnName(name)]),
    );
  }

  /** What cannot be deleted now is deleted another time. */
  #sweep(): void {
    if (performance.now() - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = performance.now();
    void this.#database.query(`DELETE FROM counted WHERE until <= ${NOW}`).catch(() => undefined);
  }
}

/** Names hold addresses, and anything that people are called. */
const columnName = (name: string) => createHash("sha256").update(JSON.stringify(name)).digest("base64url");
