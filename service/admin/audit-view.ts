import type * as z from "zod";
import type { auditQuerySchema } from "../../protocol/admin.ts";
import type { AuditLog, AuditRecord } from "../audit/audit-log.ts";
import { referenceIn } from "./share-directory.ts";

/**
 * The audit as admins see it.
 * @param org whose admin it is; undefined: the service's
 */
export function auditFor(
  log: AuditLog,
  { last, share, ...query }: z.output<typeof auditQuerySchema>,
  org: string | undefined,
): AsyncIterable<AuditRecord> {
  // What cannot be a share's name finds nothing, and is no question about all of them.
  const reference = share === undefined ? undefined : (referenceIn(share) ?? "");
  const records = seenBy(org, log.query({ ...query, share: reference, org }));
  return last === undefined ? records : newest(records, last);
}

/** What an organisation's people did elsewhere is told without saying to what. */
async function* seenBy(
  org: string | undefined,
  records: AsyncIterable<AuditRecord>,
): AsyncIterable<AuditRecord> {
  for await (const record of records) {
    const isForeign = org !== undefined && record.shareOrg !== undefined && record.shareOrg !== org;
    const { share, shareOrg, detail, ...rest } = record;
    yield isForeign ? rest : record;
  }
}

async function* newest(records: AsyncIterable<AuditRecord>, count: number): AsyncIterable<AuditRecord> {
  const kept: AuditRecord[] = [];
  for await (const record of records) {
    kept.push(record);
    if (kept.length >= 2 * count) kept.splice(0, kept.length - count);
  }
  yield* kept.slice(-count);
}
