import * as fs from "node:fs/promises";
import { join } from "node:path";
import { placeBatch } from "../contents/placed-batch.ts";
import { StoreUnavailableError } from "../errors.ts";
import type { MovableShares } from "../kept-share.ts";
import type { ManifestReading, Reading } from "../reading.ts";
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
} from "../store.ts";
import type { Verified } from "../verified.ts";
import { appendTo } from "./append-to.ts";
import type { RemoveFile } from "./content-removal.ts";
import { DamagedFiles } from "./damaged-files.ts";
import { makeDataFolder } from "./data-folder.ts";
import type { OpenFile } from "./files.ts";
import { FolderLock, type LockOptions } from "./folder-lock.ts";
import type { ClosedListener, IndexLedger, LiveEntry } from "./index-ledger.ts";
import { isClosing } from "./is-closing.ts";
import type { CompactionLimits } from "./journal-adapter.ts";
import { LiveJournals } from "./live-journals.ts";
import { LowdbSharesToMove } from "./lowdb-shares-to-move.ts";
import { OpenShares, type OpenSharesLimits } from "./open-shares.ts";
import { Reserve } from "./reserve.ts";
import { ShareFiles } from "./share-files.ts";
import { ShareRemovals } from "./share-removals.ts";
import { ShareTitles } from "./share-titles.ts";
import { StoreIndex } from "./store-index.ts";
import { verifyStore } from "./verify-store.ts";

export interface LowdbStoreOptions {
  /** Folder of all data; made if it is not there. */
  readonly dataDir: string;
  readonly limits?: OpenSharesLimits;
  readonly open?: OpenFile | undefined;
  readonly damaged?: DamagedFiles | undefined;
  readonly removeFile?: RemoveFile | undefined;
  /** When a share's journal is rewritten; default: `JournalOptions.compaction`. */
  readonly compaction?: CompactionLimits | undefined;
  readonly lock?: LockOptions | undefined;
  /** Told of a share that is found damaged, when nobody but its owner and admins may read it any more. */
  readonly onClosed?: ClosedListener | undefined;
}

const LIMITS: OpenSharesLimits = { bytes: 64 * 1024 * 1024, files: 500 };

interface StoreParts {
  readonly dataDir: string;
  readonly limits: OpenSharesLimits;
  readonly open: OpenFile;
  readonly damaged: DamagedFiles;
  readonly reserve: Reserve;
  readonly removeFile: RemoveFile | undefined;
  readonly compaction: CompactionLimits | undefined;
  readonly onClosed: ClosedListener;
}

/** Keeps every share in a journal of its own, `shares/<id>.jsonl`, and what is known of all in `index.jsonl`. */
export class LowdbStore implements ShareStore {
  readonly #dataDir: string;
  readonly #open: OpenFile;
  readonly #reserve: Reserve;
  readonly #lock: FolderLock;
  readonly #index: StoreIndex;
  readonly #files: ShareFiles;
  readonly #shares: OpenShares;
  readonly #titles: ShareTitles;
  readonly #removals: ShareRemovals;
  readonly #journals: LiveJournals;
  /** The same shares, on their way to another store or from it. */
  readonly toMove: MovableShares;

  private constructor(options: StoreParts, lock: FolderLock) {
    this.#dataDir = options.dataDir;
    this.#open = options.open;
    this.#reserve = options.reserve;
    this.#lock = lock;
    this.#index = new StoreIndex({
      ...options,
      onClosed: (shareId) => {
        this.#shares.interrupt(shareId, new StoreUnavailableError("the share is damaged"));
        options.onClosed(shareId);
      },
    });
    this.#files = new ShareFiles({
      ...options,
      folder: join(options.dataDir, "shares"),
      close: (shareId, damage) => this.#index.updateClosing((index) => index.close(shareId, damage)),
    });
    this.#shares = new OpenShares(async (shareId) => {
      const entry = await this.#index.entry(shareId);
      return this.#files.journal(shareId, entry?.state === "live" ? entry.written : undefined);
    }, options.limits);
    const parts = { index: this.#index, files: this.#files, shares: this.#shares };
    this.#titles = new ShareTitles({ ...parts, open: options.open });
    this.#removals = new ShareRemovals({ ...parts, titles: this.#titles });
    this.#journals = new LiveJournals({ ...parts, removals: this.#removals });
    this.toMove = new LowdbSharesToMove({
      ...{ ...parts, titles: this.#titles, removals: this.#removals, journals: this.#journals },
      reserve: options.reserve,
    });
  }

  /**
   * Opens a data folder for this process alone.
   * @throws FolderInUseError
   * @throws StoreUnavailableError
   */
  static async open(options: LowdbStoreOptions): Promise<LowdbStore> {
    const { dataDir, limits = LIMITS, open: openFile = fs.open, removeFile, compaction } = options;
    const { onClosed = () => {} } = options;
    await makeDataFolder(dataDir);
    const folder = await FolderLock.take(dataDir, options.lock ?? {});
    try {
      const open = folder.guard(openFile);
      const { damaged = new DamagedFiles({ dataDir }) } = options;
      const reserve = new Reserve(join(dataDir, "reserve"), open);
      const parts = { dataDir, limits, open, damaged, reserve, removeFile, compaction, onClosed };
      const store = new LowdbStore(parts, folder);
      await store.#begin();
      return store;
    } catch (error) {
      await folder.release();
      throw error;
    }
  }

  /** Opens files of this folder for whoever else keeps something in it: nothing is written once the folder is lost. */
  get open(): OpenFile {
    return this.#open;
  }

  /** The room that is kept in this folder for what takes something away. */
  get reserve(): Reserve {
    return this.#reserve;
  }

  async create(meta: ShareMeta, quota?: ShareQuota): Promise<void> {
    const { title, ...indexed } = meta;
    // Asked before anything is written, and once more where it counts.
    if (quota) await this.#index.peek(({ shares }) => shares.assertRoomFor(indexed, quota));
    await this.#reserve.assertWhole();
    try {
      await this.#files.create(meta.shareId);
      await this.#shares.use(meta.shareId, (share) => share.update((ledger) => ledger.setTitle(title)));
      await this.#index.update((index) => index.add(indexed, quota));
    } catch (error) {
      await this.#removals.removeFile(meta.shareId).catch(() => undefined);
      throw error;
    }
    this.#titles.note(meta.shareId, title);
  }

  async get(shareId: string): Promise<StoredShare | undefined> {
    const entry = await this.#removals.entry(shareId);
    if (entry?.state !== "live") return entry;
    const title = await this.#titles.of(entry);
    // Looking for the title may have shown that the share is damaged.
    const now = await this.#removals.entry(shareId);
    return now?.state === "live" ? liveShare(now, title) : now;
  }

  async update(shareId: string, change: ShareChange, ifVersion?: number): Promise<LiveShare> {
    const { title, ...indexed } = change;
    const isRetitled = title === undefined ? {} : { isRetitled: true };
    const make = (index: IndexLedger) => index.change(shareId, { ...indexed, ...isRetitled }, ifVersion);
    const entry = await (isClosing(change) ? this.#index.updateClosing(make) : this.#index.update(make));
    if (!entry) return this.#removals.refuse(shareId);
    if (title !== undefined) {
      await this.#journals.use(shareId, (share) => share.update((ledger) => ledger.setTitle(title)));
      this.#titles.note(shareId, title);
    }
    return liveShare(entry, await this.#titles.of(entry));
  }

  countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void> {
    return this.#index.countOpen(shareId, at, who);
  }

  async opens(shareId: string): Promise<Opens> {
    const entry = await this.#removals.entry(shareId);
    return entry?.state === "live" ? (entry.opens ?? NEVER_OPENED) : this.#removals.refuse(shareId);
  }

  async takeView(shareId: string): Promise<boolean> {
    const isLeft = await this.#index.update((index) => index.takeView(shareId));
    return isLeft ?? this.#removals.refuse(shareId);
  }

  size(shareId: string): Promise<number> {
    return this.#journals.use(shareId, (share) => share.read(({ contents }) => contents.bytes));
  }

  async footprint(shareId: string): Promise<number> {
    const entry = await this.#removals.entry(shareId);
    const size = entry?.state === "live" ? await this.#files.size(shareId) : undefined;
    return size ?? (entry?.state === "live" ? 0 : this.#removals.refuse(shareId));
  }

  async list(query: ShareQuery): Promise<readonly ListedShare[]> {
    return this.#index.read(({ shares }) => shares.list(query));
  }

  async find(reference: string): Promise<ListedShare | undefined> {
    return this.#index.read(({ shares }) => shares.find(reference));
  }

  async count(scope: ShareScope): Promise<number> {
    return this.#index.read(({ shares }) => shares.count(scope));
  }

  append(
    shareId: string,
    entries: readonly StoredEntry[],
    conditions?: AppendConditions,
  ): Promise<StoredBatch> {
    const batch = placeBatch(entries);
    return this.#journals.use(shareId, async (share) => {
      await this.#reserve.assertWhole();
      const { base, revision } = await appendTo(share, batch, conditions);
      await this.#index.noteWritten(shareId, share.lastSeq);
      return { base, revision, text: batch.text };
    });
  }

  revision(shareId: string): Promise<number> {
    return this.#journals.use(shareId, (share) => share.read(({ contents }) => contents.revision));
  }

  readSince(shareId: string, revision: number): Promise<Reading> {
    return this.#journals.read(
      shareId,
      (contents) => contents.since(revision),
      (readings, view, end) => readings.read(view, end),
    );
  }

  manifest(shareId: string): Promise<ManifestReading> {
    return this.#journals.read(
      shareId,
      (contents) => contents.since(0),
      (readings, view, end) => readings.manifest(view, end),
    );
  }

  remove(shareId: string, reason: GoneReason, at: number, ifVersion?: number): Promise<boolean> {
    return this.#removals.remove(shareId, { reason, at, ifVersion });
  }

  /** A share is not forgotten as long as something of it could not be deleted. */
  forget(before: number): Promise<number> {
    return this.#index.update((index) => index.forget(before, (shareId) => this.#files.remains(shareId)));
  }

  async expired(now: number): Promise<readonly string[]> {
    return this.#index.read(({ shares }) => shares.expired(now));
  }

  verify(): AsyncIterable<Verified> {
    return verifyStore({ index: this.#index, files: this.#files, removals: this.#removals });
  }

  /** An admin has decided: the shares that this damage alone has closed are open again as they are known now. */
  async reopen(damage: string): Promise<void> {
    await this.#index.update((index) => index.reopen(damage));
  }

  async check(): Promise<void> {
    try {
      this.#lock.assertHeld();
      await fs.writeFile(join(this.#dataDir, "probe"), String(Date.now()), { flush: true });
    } catch (cause) {
      throw new StoreUnavailableError("the data folder cannot be written", { cause });
    }
    // Until it is whole, all is refused that does not close something.
    await this.#reserve.assertWhole();
    await this.#index.peek(() => {});
  }

  async close(): Promise<void> {
    await this.#removals.settled();
    this.#files.close();
    await this.#shares.closeAll();
    await this.#index.close();
    await this.#lock.release();
  }

  async #begin(): Promise<void> {
    await this.#reserve.fill();
    const ended = await this.#index.peek(({ entries }) =>
      [...entries].flatMap(([shareId, { state }]) => (state === "gone" ? shareId : [])),
    );
    await this.#files.removeLeftovers(new Set(ended));
  }
}

function liveShare({ meta: indexed, version, closed }: LiveEntry, title: string): LiveShare {
  const { isRetitled: _, ...meta } = indexed;
  return { state: "live", meta: { ...meta, title }, version, ...(closed ? { isClosed: true } : {}) };
}
