import type { Verified } from "../store/verified.ts";
import { type AuditLog, type AuditQuery, type AuditRecord, answersQuery } from "./audit-log.ts";

/** Keeps records for as long as the process lives. For tests and trials. */
export class MemoryAuditLog implements AuditLog {
  #records: AuditRecord[] = [];

  async append(record: AuditRecord): Promise<void> {
    this.#records.push(record);
  }

  async *query(query: AuditQuery): AsyncIterable<AuditRecord> {
    for (const record of this.#records) if (answersQuery(record, query)) yield record;
  }

  async purge(before: number): Promise<number> {
    const kept = this.#records.filter(({ at }) => at >= before);
    const purged = this.#records.length - kept.length;
    this.#records = kept;
    return purged;
  }

  async *verify(): AsyncIterable<Verified> {
    yield { name: "audit", records: this.#records.length };
  }

  async close(): Promise<void> {}
}
