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
type Fields = Readonly<Record<string, unknown>>;

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
    part === created ? isCreated(part) && isKnown(record) : part === forgotten || isGone(part);
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

function isCreated(meta: Fields): boolean {
  return (
    isText(meta.sessionId) &&
    isText(meta.secretHash) &&
    isText(meta.audience) &&
    isText(meta.mode) &&
    isTime(meta.createdAt) &&
    (meta.expiresAt === null || isTime(meta.expiresAt)) &&
    isMissingOr(meta.owner, (owner) => isFields(owner) && isText(owner.id)) &&
    isMissingOr(meta.org, isText) &&
    isMissingOr(meta.people, isTexts) &&
    isMissingOr(meta.groups, isTexts) &&
    (meta.passwordHash === null || isMissingOr(meta.passwordHash, isText)) &&
    (meta.maxViews === null || isMissingOr(meta.maxViews, isCount)) &&
    isMissingOr(meta.views, isCount)
  );
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

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isTime = (value: unknown) => Number.isFinite(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isMissingOr = (value: unknown, isRight: (value: unknown) => boolean) =>
  value === undefined || isRight(value);
