import { OpenReadings } from "../contents/open-readings.ts";
import { placeBatch } from "../contents/placed-batch.ts";
import { ReadBudget } from "../contents/read-budget.ts";
import { ShareContents, UnpreparedError } from "../contents/share-contents.ts";
import { ShareGoneError, ShareUnknownError, VersionConflictError } from "../errors.ts";
import type { ManifestReading, Reading } from "../reading.ts";
import { referenceOf } from "../reference.ts";
import { ShareIndex } from "../share-index.ts";
import {
  type AppendConditions,
  type GoneReason,
  type ListedShare,
  type LiveShare,
  NEVER_OPENED,
  type Opens,
  type ShareChange,
  type ShareMeta,
  type ShareOwner,
  type ShareQuery,
  type ShareQuota,
  type ShareScope,
  type ShareStore,
  type StoredBatch,
  type StoredEntry,
  type StoredShare,
  withOpening,
} from "../store.ts";
import type { Verified } from "../verified.ts";

/** Keeps shares for as long as the process lives. For tests and trials. */
export class MemoryStore implements ShareStore {
  readonly #records = new Map<string, StoredShare>();
  readonly #index = new ShareIndex();
  readonly #opens = new Map<string, Opens>();
  readonly #contents = new Map<string, Kept>();
  readonly #budget = new ReadBudget();

  async create(meta: ShareMeta, quota?: ShareQuota): Promise<void> {
    if (quota) this.#index.assertRoomFor(meta, quota);
    this.#keep(meta, 1);
    this.#contents.set(meta.shareId, {
      contents: new ShareContents(),
      readings: new OpenReadings(this.#budget),
    });
  }

  async get(shareId: string): Promise<StoredShare | undefined> {
    return this.#records.get(shareId);
  }

  async update(shareId: string, change: ShareChange, ifVersion?: number): Promise<LiveShare> {
    const { meta, version } = this.#live(shareId);
    if (ifVersion !== undefined && ifVersion !== version) throw new VersionConflictError();
    return this.#keep({ ...meta, ...change }, version + 1);
  }

  async countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void> {
    if (this.#records.get(shareId)?.state !== "live") return;
    this.#opens.set(shareId, withOpening(this.#opens.get(shareId) ?? NEVER_OPENED, at, who));
  }

  async takeView(shareId: string): Promise<boolean> {
    const { meta, version } = this.#live(shareId);
    const { maxViews, views = 0 } = meta;
    if (typeof maxViews !== "number") return true;
    if (views >= maxViews) return false;
    this.#keep({ ...meta, views: views + 1 }, version + 1);
    return true;
  }

  async size(shareId: string): Promise<number> {
    return this.#open(shareId).contents.bytes;
  }

  footprint(shareId: string): Promise<number> {
    return this.size(shareId);
  }

  async list(query: ShareQuery): Promise<readonly ListedShare[]> {
    return this.#index.list(query);
  }

  async find(reference: string): Promise<ListedShare | undefined> {
    return this.#index.find(reference);
  }

  async count(scope: ShareScope): Promise<number> {
    return this.#index.count(scope);
  }

  async opens(shareId: string): Promise<Opens> {
    this.#live(shareId);
    return this.#opens.get(shareId) ?? NEVER_OPENED;
  }

  async append(
    shareId: string,
    entries: readonly StoredEntry[],
    conditions: AppendConditions = {},
  ): Promise<StoredBatch> {
    const batch = placeBatch(entries);
    for (;;) {
      const found = await this.#open(shareId).contents.prepare(batch);
      try {
        const { base, revision } = this.#open(shareId).contents.applyIf(conditions, batch, found);
        return { base, revision, text: batch.text };
      } catch (error) {
        if (!(error instanceof UnpreparedError)) throw error;
      }
    }
  }

  async revision(shareId: string): Promise<number> {
    return this.#open(shareId).contents.revision;
  }

  async readSince(shareId: string, revision: number): Promise<Reading> {
    const { contents, readings } = this.#open(shareId);
    return readings.read(contents.since(revision));
  }

  async manifest(shareId: string): Promise<ManifestReading> {
    const { contents, readings } = this.#open(shareId);
    return readings.manifest(contents.since(0));
  }

  async remove(shareId: string, reason: GoneReason, at: number, ifVersion?: number): Promise<boolean> {
    const record = this.#records.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") return false;
    if (ifVersion !== undefined && ifVersion !== record.version) throw new VersionConflictError();
    this.#records.set(shareId, { state: "gone", reason, at });
    this.#index.delete(shareId);
    this.#contents.get(shareId)?.readings.abort(new ShareGoneError(reason));
    this.#contents.delete(shareId);
    this.#opens.delete(shareId);
    return true;
  }

  async forget(before: number): Promise<number> {
    const forgotten = [...this.#records].filter(
      ([, record]) => record.state === "gone" && record.at <= before,
    );
    for (const [shareId] of forgotten) this.#records.delete(shareId);
    return forgotten.length;
  }

  async expired(now: number): Promise<readonly string[]> {
    return this.#index.expired(now);
  }

  async *verify(): AsyncIterable<Verified> {
    yield { name: "index", records: this.#records.size };
    for (const [shareId, { contents }] of this.#contents)
      yield { name: referenceOf(shareId), records: contents.revision };
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {}

  #keep(meta: ShareMeta, version: number): LiveShare {
    const record: LiveShare = { state: "live", meta, version };
    const { title: _, ...listed } = meta;
    this.#records.set(meta.shareId, record);
    this.#index.set(listed);
    return record;
  }

  #open(shareId: string): Kept {
    this.#live(shareId);
    const kept = this.#contents.get(shareId);
    if (!kept) throw new ShareUnknownError();
    return kept;
  }

  #live(shareId: string): LiveShare {
    const record = this.#records.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") throw new ShareGoneError(record.reason);
    return record;
  }
}

interface Kept {
  readonly contents: ShareContents;
  readonly readings: OpenReadings;
}
