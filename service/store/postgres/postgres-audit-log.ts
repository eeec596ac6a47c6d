import { randomBytes } from "node:crypto";
import type { AuditLog, AuditQuery, AuditRecord } from "../../audit/audit-log.ts";
import type { Verified } from "../verified.ts";
import type { Database } from "./database.ts";
import { columnText } from "./share-rows.ts";

/** How many records are read at a time. */
const PAGE = 500;

interface AuditRow {
  readonly at: number;
  readonly id: string;
  readonly record: string;
}

/**
 * Keeps the audit in a PostgreSQL database. Records of the same millisecond stand in the order in which a node has
 * written them; those of two nodes in any. Whoever opens it closes it.
 */
export class PostgresAuditLog implements AuditLog {
  readonly #database: Database;
  /** Tells the records of this node from those of others. */
  readonly #node = randomBytes(6).toString("hex");
  #written = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  async append(record: AuditRecord): Promise<void> {
    const { at, action, actor, share, org, shareOrg } = record;
    this.#written += 1;
    const id = `${String(this.#written).padStart(12, "0")}-${this.#node}`;
    await this.#database.query(
      `INSERT INTO audit (at, id, action, actor, share, org, share_org, record)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [at, id, action, ...[actor, share, org, shareOrg].map(columnText), JSON.stringify(record)],
    );
  }

  async *query({ since, until, share, actor, action, org }: AuditQuery): AsyncIterable<AuditRecord> {
    const values: unknown[] = [];
    const conditions: string[] = [];
    const where = (value: unknown, condition: (place: string) => string) => {
      if (value !== undefined && value !== null) conditions.push(condition(`$${values.push(value)}`));
    };
    where(since, (place) => `at >= ${place}`);
    where(until, (place) => `at < ${place}`);
    where(action, (place) => `action = ${place}`);
    where(columnText(share), (place) => `share = ${place}`);
    where(columnText(actor), (place) => `actor = ${place}`);
    where(columnText(org), (place) => `(org = ${place} OR share_org = ${place})`);
    const [time, id, limit] = [values.length + 1, values.length + 2, values.length + 3];
    conditions.push(`(at > $${time} OR (at = $${time} AND id > $${id}))`);
    const statement = `SELECT at, id, record FROM audit WHERE ${conditions.join(" AND ")} ORDER BY at, id LIMIT $${limit}`;
    let last: Pick<AuditRow, "at" | "id"> = { at: 0, id: "" };
    for (;;) {
      const rows = await this.#database.query<AuditRow>(statement, [...values, last.at, last.id, PAGE]);
      for (const { record } of rows) yield JSON.parse(record) as AuditRecord;
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = end;
    }
  }

  async purge(before: number): Promise<number> {
    const [row] = await this.#database.query<{ purged: number }>(
      "WITH gone AS (DELETE FROM audit WHERE at < $1 RETURNING at) SELECT count(*) AS purged FROM gone",
      [before],
    );
    return row?.purged ?? 0;
  }

  async *verify(): AsyncIterable<Verified> {
    const [row] = await this.#database.query<{ records: number }>("SELECT count(*) AS records FROM audit");
    yield { name: "audit", records: row?.records ?? 0 };
  }

  async close(): Promise<void> {}
}
