import { type GoneReason, NEVER_OPENED, type Opens, type ShareMeta, type ShareRecord } from "../store.ts";
import type { Ledger } from "./journal-adapter.ts";

/** What the index knows of a share. The title stands in the share's own file, to be gone with it. */
export type IndexedMeta = Omit<ShareMeta, "title"> & {
  /** The title was changed: it is no longer that of the file's first record. */
  readonly isRetitled?: boolean;
};

/** Of several `created` records of a share the newest holds. */
type IndexRecord =
  | { readonly created: IndexedMeta; readonly opens?: Opens | undefined }
  | { readonly gone: { readonly shareId: string; readonly reason: GoneReason } };

interface LiveEntry {
  readonly state: "live";
  readonly meta: IndexedMeta;
  /** Undefined: never opened. */
  readonly opens?: Opens | undefined;
}

export type IndexEntry = LiveEntry | Extract<ShareRecord, { state: "gone" }>;

/** All shares of a store by id, living and gone. */
export class IndexLedger implements Ledger {
  readonly entries = new Map<string, IndexEntry>();
  /** Shares whose openings are not written yet. */
  readonly #uncounted = new Set<string>();
  #unwritten: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get hasUnwrittenOpens(): boolean {
    return this.#uncounted.size > 0;
  }

  add(meta: IndexedMeta): void {
    this.#record({ created: meta });
  }

  /** Changes a live share; answers what is known of it now, or undefined when it does not live (any more). */
  change(shareId: string, change: Partial<IndexedMeta>): IndexedMeta | undefined {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live") return undefined;
    const meta = { ...entry.meta, ...change };
    this.#record({ created: meta, opens: entry.opens });
    return meta;
  }

  /** Counts an opening, which is written with the next record. */
  countOpen(shareId: string, at: number): void {
    const entry = this.entries.get(shareId);
    if (entry?.state !== "live") return;
    const { count } = entry.opens ?? NEVER_OPENED;
    this.#apply({ created: entry.meta, opens: { count: count + 1, lastAt: at } });
    this.#uncounted.add(shareId);
  }

  remove(shareId: string, reason: GoneReason): void {
    this.#record({ gone: { shareId, reason } });
  }

  replay(json: Buffer): void {
    this.#apply(JSON.parse(json.toString()) as IndexRecord);
  }

  takeUnwritten(): Uint8Array[] {
    for (const shareId of this.#uncounted) {
      const entry = this.entries.get(shareId);
      if (entry) this.#unwritten.push(format(recordOf(shareId, entry)));
    }
    this.#uncounted.clear();
    return this.#unwritten.splice(0);
  }

  compacted(): Iterable<Uint8Array> {
    return [...this.entries].map(([shareId, entry]) => format(recordOf(shareId, entry)));
  }

  #record(record: IndexRecord): void {
    this.#apply(record);
    this.#uncounted.delete(idOf(record));
    this.#unwritten.push(format(record));
  }

  #apply(record: IndexRecord): void {
    const shareId = idOf(record);
    const before = this.entries.get(shareId);
    if (before) this.#bytes -= format(recordOf(shareId, before)).length;
    this.#bytes += format(record).length;
    this.entries.set(
      shareId,
      "created" in record
        ? { state: "live", meta: record.created, opens: record.opens }
        : { state: "gone", reason: record.gone.reason },
    );
  }
}

function idOf(record: IndexRecord): string {
  return "created" in record ? record.created.shareId : record.gone.shareId;
}

function recordOf(shareId: string, entry: IndexEntry): IndexRecord {
  return entry.state === "live"
    ? { created: entry.meta, opens: entry.opens }
    : { gone: { shareId, reason: entry.reason } };
}

function format(record: IndexRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}
