import {
  type Fields,
  isCount,
  isFields,
  isMissingOr,
  isSensibleMeta,
  isText,
  isTime,
} from "../sensible-meta.ts";
import type { GoneReason, Opens, ShareMeta } from "../store.ts";
import { RecordSenselessError } from "./journal-damage.ts";

/** What the index knows of a share. The title stands in the share's own file, to be gone with it. */
export type IndexedMeta = Omit<ShareMeta, "title"> & {
  /** The title was changed: it is no longer that of the file's first record. */
  readonly isRetitled?: boolean;
};

/** Of several `created` records of a share the newest holds. Without a version it is one more than that before it. */
export type IndexRecord =
  | {
      readonly created: IndexedMeta;
      readonly version?: number | undefined;
      readonly opens?: Opens | undefined;
      /** `LiveEntry.written` */
      readonly written?: number | undefined;
      /** `LiveEntry.closed` */
      readonly closed?: string | undefined;
    }
  | { readonly gone: { readonly shareId: string; readonly reason: GoneReason; readonly at: number } }
  | { readonly forgotten: { readonly shareId: string } };

/** What a share's id is made of; it becomes a file's name. */
const SHARE_ID = /^[\w-]+$/;

/** Checked by hand, since a service reads a hundred thousand of them at its start. @throws RecordSenselessError */
export function parseIndexRecord(json: Buffer): IndexRecord {
  const record = parse(json);
  const { created, gone, forgotten } = record;
  const of = [created, gone, forgotten].filter((part) => part !== undefined);
  const [part] = of;
  if (!isFields(part) || of.length !== 1) throw new RecordSenselessError();
  const { shareId } = part;
  if (typeof shareId !== "string" || !SHARE_ID.test(shareId)) throw new RecordSenselessError();
  const makesSense =
    part === created ? isSensibleMeta(part) && isKnown(record) : part === forgotten || isGone(part);
  if (!makesSense) throw new RecordSenselessError(shareId);
  return record as unknown as IndexRecord;
}

function parse(json: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(json.toString());
    if (isFields(value)) return value;
  } catch {}
  throw new RecordSenselessError();
}

function isKnown({ version, opens, written, closed }: Fields): boolean {
  return (
    isMissingOr(version, isCount) &&
    isMissingOr(written, isCount) &&
    isMissingOr(closed, isText) &&
    isMissingOr(opens, (value) => isFields(value) && isCount(value.count))
  );
}

function isGone({ reason, at }: Fields): boolean {
  return (reason === "revoked" || reason === "expired") && isTime(at);
}
