import { referenceOf } from "../reference.ts";
import { isFields, isSensibleMeta } from "../sensible-meta.ts";
import type { GoneReason, ListedShare, ShareMeta, ShareScope, StoredShare } from "../store.ts";

/** What is read of a share's row to know it. */
export const KNOWN = "share_id, state, gone_at, version, title, meta, org, owner_id, created_at, expires_at";
/** What is read of it for a list. */
export const LISTED = "share_id, meta, org, owner_id, created_at, expires_at";

/** A share's row as a list needs it. What stands in columns of their own is what lists are ordered and chosen by. */
export interface ListedRow {
  readonly share_id: string;
  /** What is known of it but its title, as JSON text. */
  readonly meta: string | null;
  /** As JSON text, and so is the owner's id. */
  readonly org: string | null;
  readonly owner_id: string | null;
  readonly created_at: number | null;
  readonly expires_at: number | null;
}

/** A share's row, without what concerns its contents. */
export interface ShareRow extends ListedRow {
  /** `live`, or why it went. */
  readonly state: "live" | GoneReason;
  readonly gone_at: number | null;
  readonly version: number;
  /** As JSON text, which may hold what no column can. */
  readonly title: string | null;
}

/** A row as a store tells it. */
export function storedShare(row: ShareRow): StoredShare {
  const { state, gone_at, version, title } = row;
  if (state !== "live") return { state: "gone", reason: state, at: gone_at ?? 0 };
  const known = sensibleMeta(row);
  const text = parsed(title);
  return known && typeof text === "string"
    ? { state, version, meta: { ...known, title: text } }
    : { state, version, isClosed: true, meta: { ...(known ?? knownByColumns(row)), title: "" } };
}

/** A row as a list has it. */
export function listedShare(row: ListedRow): ListedShare {
  return sensibleMeta(row) ?? knownByColumns(row);
}

/** What is known of a share; undefined when the row does not say it. */
export function sensibleMeta({
  share_id,
  meta,
}: Pick<ShareRow, "share_id" | "meta">): ListedShare | undefined {
  const known = parsed(meta);
  const isKnown = isFields(known) && known.shareId === share_id && isSensibleMeta(known);
  return isKnown ? (known as unknown as ListedShare) : undefined;
}

function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    return undefined;
  }
}

/** What the columns alone say of a share: whose it is, and when it began and ends, but to nobody else who may read it. */
function knownByColumns({ share_id, org, owner_id, created_at, expires_at }: ListedRow): ListedShare {
  const [ofOrg, ofOwner] = [parsed(org), parsed(owner_id)];
  return {
    shareId: share_id,
    sessionId: "",
    // No secret has this hash.
    secretHash: "",
    mode: "snapshot",
    audience: "me",
    createdAt: created_at ?? 0,
    expiresAt: expires_at,
    ...(typeof ofOrg === "string" ? { org: ofOrg } : {}),
    ...(typeof ofOwner === "string" ? { owner: { id: ofOwner } } : {}),
  };
}

/** The columns of what is known of a share, and their values. */
export function columnsOf({ title, ...listed }: ShareMeta): Readonly<Record<string, unknown>> {
  return {
    reference: referenceOf(listed.shareId),
    owner_id: columnText(listed.owner?.id),
    org: columnText(listed.org),
    created_at: columnTime(listed.createdAt),
    expires_at: listed.expiresAt === null ? null : columnTime(listed.expiresAt),
    title: JSON.stringify(title),
    meta: JSON.stringify(listed),
  };
}

/** A time as a column can hold it, ms since 1970: one that no calendar has is as far away as numbers go. */
function columnTime(time: number): number {
  return Math.trunc(Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, time)));
}

/** A text as a column can hold it: as JSON text, since no column takes a NUL or half a character. */
export const columnText = (text: string | undefined) => (text === undefined ? null : JSON.stringify(text));

/** The names by which living shares are counted: of their organisation, and of their owner in it. */
export function scopesOf({ owner, org }: Pick<ShareMeta, "owner" | "org">): readonly CountedScope[] {
  const scopes: CountedScope[] = [];
  if (org !== undefined) scopes.push({ whose: "org", name: scopeName({ org }) });
  if (owner) scopes.push({ whose: "owner", name: scopeName({ org, ownerId: owner.id }) });
  return scopes;
}

export interface CountedScope {
  readonly whose: "owner" | "org";
  readonly name: string;
}

/** A scope's name among the counts. */
export const scopeName = ({ org, ownerId }: ShareScope) => JSON.stringify([org ?? null, ownerId ?? null]);
