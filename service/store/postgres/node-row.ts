import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database } from "./database.ts";

/** How long a node counts as running since it has said so, by the database's clock: longer than `LET_GO_MS`. */
const RUNNING = "12 seconds";

/** The row in which a node says that it runs and may have viewers. Times are the database's own, so that no node's clock matters. */
export class NodeRow {
  readonly id = randomUUID();
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Says that it runs. @throws StoreUnavailableError */
  async renew(): Promise<void> {
    await this.#database.query(
      `INSERT INTO node (node_id, who, until) VALUES ($1, $2, now() + INTERVAL '${RUNNING}')
       ON CONFLICT (node_id) DO UPDATE SET until = excluded.until`,
      [this.id, `process ${process.pid} on ${hostname()}`],
    );
  }

  /** The others that run. @throws StoreUnavailableError */
  async others(): Promise<readonly string[]> {
    const rows = await this.#database.query<{ node_id: string }>(
      "SELECT node_id FROM node WHERE until > now() AND node_id <> $1",
      [this.id],
    );
    return rows.map(({ node_id }) => node_id);
  }

  /** Forgets it, and those that have ended without a word. One that cannot be forgotten now is over by itself. */
  async remove(): Promise<void> {
    await this.#database
      .query("DELETE FROM node WHERE node_id = $1 OR until < now() - INTERVAL '1 hour'", [this.id])
      .catch(() => undefined);
  }
}
