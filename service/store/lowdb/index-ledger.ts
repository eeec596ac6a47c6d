import { VersionConflictError } from "../errors.ts";
import { ShareIndex } from "../share-index.ts";
import {
  type GoneReason,
  type ListedShare,
  NEVER_OPENED,
  type Opens,
  type ShareOwner,
  type ShareQuota,
  type StoredShare,
  withOpening,
} from "../store.ts";
import { withDamage, withoutDamage } from "./damage-names.ts";
import { type IndexedMeta, type IndexRecord, parseIndexRecord } from "./index-record.ts";
import { RecordSenselessError } from "./journal-damage.ts";
import type { Ledger } from "./ledger.ts";
import type { RecordPlace } from "./scan-journal.ts";

export interface LiveEntry {
  readonly state: "live";
  readonly meta: IndexedMeta;
  readonly version: number;
  /** Undefined: never opened. */
  readonly opens?: Opens | undefined;
  /** The number of the last record that is known to be in the share's own journal. */
  readonly written?: number | undefined;
  /** The number of the record that it was read from. */
  readonly seq?: number | undefined;
  /** The damages that may have made it wider than it was, as `withDamage` lists them; undefined: none. */
  readonly closed?: string | undefined;
}

/** How a share is ended: why, when, and of which version, if only of that. */
export interface ShareEnd {
  readonly reason: GoneReason;
  readonly at: number;
  readonly ifVersion?: number | undefined;
}

export type IndexEntry = LiveEntry | Extract<StoredShare, { state: "gone" }>;

/** Is told of a share that nobody but its owner and admins may read from now on. */
export type ClosedListener = (shareId: string) => void;

/** All shares of a store by id, living and gone. */
export class IndexLedger implements Ledger {
  readonly entries = new Map<string, IndexEntry>();
  #shares: ShareIndex | undefined;
  /** Shares of which something is not written yet that nobody waits for: openings, and how far their journals go. */
  readonly #uncounted = new Set<string>();
  /** Shares of which a record makes no sense, and none came after it. */
  readonly #suspects = new Set<string>();
  readonly #onClosed: ClosedListener;
  /** How long each share's record is, as it was read or written last. */
  readonly #lengths = new Map<string, number>();
  #unwritten: Uint8Array[] = [];
  #bytes = 0;

  constructor(onClosed: ClosedListener = () => {}) {
    this.#onClosed = onClosed;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The living ones. Put in order when they are first asked for: while a journal is read, none is in its last place. */
  get shares(): ShareIndex {
    this.#shares ??= ShareIndex.of(living(this.entries.values()));
    return this.#shares;
  }

  get isBehind(): boolean {
    return this.#uncounted.size > 0;
  }

  /** @throws QuotaReachedError */
  add(meta: IndexedMeta, quota?: ShareQuota): void {
    if (quota) this.shares.assertRoomFor(meta, quota);
    this.#record({ created: meta, version: 1 });
  }

  /**
   * Changes a live share; answers how it is now, or undefined when it does not live (any more).
   * @throws VersionConflictError
   */
  change(shareId: string, change: Partial<IndexedMeta>, ifVersion?: number): LiveEntry | undefined {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live") return undefined;
    if (ifVersion !== undefined && ifVersion !== entry.version) throw new VersionConflictError();
    const changed = { ...entry, meta: { ...entry.meta, ...change }, version: entry.version + 1 };
    this.#record(recordOf(shareId, changed));
    return changed;
  }

  /** Counts an opening, which is written with the next record. */
  countOpen(shareId: string, at: number, who?: ShareOwner): void {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live") return;
    const opens = withOpening(entry.opens ?? NEVER_OPENED, at, who);
    this.#apply(recordOf(shareId, { ...entry, opens }));
    this.#uncounted.add(shareId);
  }

  /** Notes how far a share's own journal goes, which is written with the next record; false when that is known. */
  noteWritten(shareId: string, written: number): boolean {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live" || (entry.written ?? 0) >= written) return false;
    this.#apply(recordOf(shareId, { ...entry, written }));
    this.#uncounted.add(shareId);
    return true;
  }

  /** Lets nobody but its owner and admins read a share. */
  close(shareId: string, damage: string): void {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live") return;
    const closed = withDamage(entry.closed, damage);
    if (closed === entry.closed) return;
    this.#record(recordOf(shareId, { ...entry, closed }));
    this.#onClosed(shareId);
  }

  /**
   * An admin has decided: what is known of the shares that a damage has closed holds, unless another has hit them, too.
   * Answers which are open again.
   */
  reopen(damage: string): string[] {
    const reopened: string[] = [];
    for (const [shareId, entry] of this.entries) {
      if (entry.state !== "live") continue;
      const closed = withoutDamage(entry.closed, damage);
      if (closed === entry.closed) continue;
      this.#record(recordOf(shareId, { ...entry, closed }));
      if (closed === undefined) reopened.push(shareId);
    }
    return reopened;
  }

  /** Uses up a view; undefined when the share does not live (any more). */
  takeView(shareId: string): boolean | undefined {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live") return undefined;
    const { maxViews, views = 0 } = entry.meta;
    if (typeof maxViews !== "number") return true;
    if (views >= maxViews) return false;
    this.change(shareId, { views: views + 1 });
    return true;
  }

  /**
   * Answers whether it lived.
   * @throws VersionConflictError
   */
  remove(shareId: string, { reason, at, ifVersion }: ShareEnd): boolean {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live") return false;
    if (ifVersion !== undefined && ifVersion !== entry.version) throw new VersionConflictError();
    this.#record({ gone: { shareId, reason, at } });
    return true;
  }

  /** Knows a share as another store did, of which nothing is known here. */
  takeOver(shareId: string, entry: IndexEntry): void {
    this.#record(recordOf(shareId, entry));
  }

  /** Leaves nothing of a share, living or gone. */
  drop(shareId: string): void {
    this.#record({ forgotten: { shareId } });
  }

  /** Leaves nothing of the shares that went at `before` or earlier, but of those that are kept; answers how many. */
  forget(before: number, isKept: (shareId: string) => boolean = () => false): number {
    const old = [...this.entries].filter(
      ([shareId, entry]) => entry.state === "gone" && entry.at <= before && !isKept(shareId),
    );
    for (const [shareId] of old) this.#record({ forgotten: { shareId } });
    return old.length;
  }

  replay(json: Buffer, place?: Pick<RecordPlace, "seq">): void {
    try {
      const record = parseIndexRecord(json);
      this.#assertContinues(record);
      this.#apply(record, place?.seq);
      this.#measure(idOf(record), json.length);
      this.#suspects.delete(idOf(record));
    } catch (error) {
      if (error instanceof RecordSenselessError && error.of !== undefined) this.#suspects.add(error.of);
      throw error;
    }
  }

  lose(upTo: number, name: string): void {
    for (const [shareId, entry] of this.entries)
      if (entry.state === "live" && ((entry.seq ?? 0) < upTo || this.#suspects.has(shareId)))
        this.close(shareId, name);
  }

  takeUnwritten(): Uint8Array[] {
    for (const shareId of this.#uncounted) {
      const entry = this.entries.get(shareId);
      if (entry) this.#write(shareId, recordOf(shareId, entry));
    }
    this.#uncounted.clear();
    return this.#unwritten.splice(0);
  }

  /** Entries are replaced and never changed, so what they say can be put into words as it is written. */
  compacted(): Iterable<Uint8Array> {
    return formatted([...this.entries]);
  }

  /** What has ended stays so, and an owner stays the owner. @throws RecordSenselessError */
  #assertContinues(record: IndexRecord): void {
    if (!("created" in record)) return;
    const { shareId, secretHash } = record.created;
    const before = this.entries.get(shareId);
    if (before?.state === "gone" || (before && before.meta.secretHash !== secretHash))
      throw new RecordSenselessError(shareId);
  }

  #record(record: IndexRecord): void {
    const shareId = idOf(record);
    this.#apply(record);
    this.#uncounted.delete(shareId);
    this.#write(shareId, record);
  }

  #write(shareId: string, record: IndexRecord): void {
    const json = format(record);
    this.#unwritten.push(json);
    this.#measure(shareId, json.length);
  }

  #apply(record: IndexRecord, seq?: number): void {
    const shareId = idOf(record);
    const entry = entryOf(record, this.entries.get(shareId), seq);
    if (entry) this.entries.set(shareId, entry);
    else this.entries.delete(shareId);
    if (entry?.state === "live") this.#shares?.set(listed(entry.meta));
    else this.#shares?.delete(shareId);
  }

  #measure(shareId: string, length: number): void {
    const isThere = this.entries.has(shareId);
    this.#bytes += (isThere ? length : 0) - (this.#lengths.get(shareId) ?? 0);
    if (isThere) this.#lengths.set(shareId, length);
    else this.#lengths.delete(shareId);
  }
}

function idOf(record: IndexRecord): string {
  if ("created" in record) return record.created.shareId;
  return "gone" in record ? record.gone.shareId : record.forgotten.shareId;
}

/** What a record makes of its share; undefined: nothing is left. */
function entryOf(
  record: IndexRecord,
  before: IndexEntry | undefined,
  seq: number | undefined,
): IndexEntry | undefined {
  if ("created" in record) {
    const last = before?.state === "live" ? before.version : 0;
    const { created: meta, version = last + 1, opens, written, closed } = record;
    return { state: "live", meta, version, opens, written, closed, seq };
  }
  return "gone" in record ? { state: "gone", reason: record.gone.reason, at: record.gone.at } : undefined;
}

function recordOf(shareId: string, entry: IndexEntry): IndexRecord {
  return entry.state === "live"
    ? {
        created: entry.meta,
        version: entry.version,
        opens: entry.opens,
        written: entry.written,
        closed: entry.closed,
      }
    : { gone: { shareId, reason: entry.reason, at: entry.at } };
}

function listed(meta: IndexedMeta): ListedShare {
  if (!("isRetitled" in meta)) return meta;
  const { isRetitled: _, ...listed } = meta;
  return listed;
}

function living(entries: Iterable<IndexEntry>): ListedShare[] {
  const found: ListedShare[] = [];
  for (const entry of entries) if (entry.state === "live") found.push(listed(entry.meta));
  return found;
}

function* formatted(entries: readonly (readonly [string, IndexEntry])[]): Iterable<Uint8Array> {
  for (const [shareId, entry] of entries) yield format(recordOf(shareId, entry));
}

function format(record: IndexRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}
