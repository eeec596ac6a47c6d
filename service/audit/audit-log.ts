import * as z from "zod";

/** What can happen, for the record. */
export const auditActions = [
  "share.created",
  "share.changed",
  "share.opened",
  "share.refused",
  "share.revoked",
  "share.expired",
  "signed-in",
  "signed-out",
  "token.created",
  "token.revoked",
  "admin.purged",
] as const;

/** Who did what with which share, when, and from where. Never content, never a link: `share` is only a reference. */
export const auditRecordSchema = z.object({
  /** Milliseconds since 1970. */
  at: z.int(),
  action: z.enum(auditActions),
  /** The signed-in user's id; `owner`: whoever holds the owner secret; `anonymous`; `service`: the service itself. */
  actor: z.string(),
  /** The actor's organisation. */
  org: z.string().optional(),
  /** `shares/reference.ts`. */
  share: z.string().optional(),
  /** The organisation of the share. */
  shareOrg: z.string().optional(),
  /** An IP address. */
  from: z.string().optional(),
  /** What exactly, in words of the protocol: the names of changed fields, the code of a refusal. */
  detail: z.string().optional(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

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
