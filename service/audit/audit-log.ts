import type { AuditRecord } from "../../protocol/audit.ts";
import type { Verified } from "../store/verified.ts";

export { type AuditRecord, auditActions, auditRecordSchema } from "../../protocol/audit.ts";

export interface AuditQuery {
  /** Milliseconds since 1970, inclusive; undefined: from the beginning. */
  readonly since?: number | undefined;
  /** Exclusive; undefined: until now. */
  readonly until?: number | undefined;
  readonly share?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: AuditRecord["action"] | undefined;
  /** Only what concerns this organisation: its shares, and what its people did. */
  readonly org?: string | undefined;
}

/** The record of what happened: it only grows, until `purge`. Every method throws StoreUnavailableError. */
export interface AuditLog {
  /** Resolves when the record is durable. */
  append(record: AuditRecord): Promise<void>;
  /** What a query asks for, the oldest first. */
  query(query: AuditQuery): AsyncIterable<AuditRecord>;
  /** Deletes what is older than `before` (ms since 1970); answers how many. */
  purge(before: number): Promise<number>;
  /** Reads all that is kept and says of each journal whether it is whole. */
  verify(): AsyncIterable<Verified>;
  close(): Promise<void>;
}

/** Whether a record is what a query asks for. */
export function answersQuery(record: AuditRecord, query: AuditQuery): boolean {
  const { since = 0, until = Number.POSITIVE_INFINITY, share, actor, action, org } = query;
  if (record.at < since || record.at >= until) return false;
  if (share !== undefined && record.share !== share) return false;
  if (actor !== undefined && record.actor !== actor) return false;
  if (action !== undefined && record.action !== action) return false;
  return org === undefined || record.org === org || record.shareOrg === org;
}
