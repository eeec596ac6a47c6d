import * as fs from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { referenceOf } from "../../shares/reference.ts";
import type { OpenReadings } from "../contents/open-readings.ts";
import { placeBatch } from "../contents/placed-batch.ts";
import type { View } from "../contents/share-contents.ts";
import { ShareGoneError, ShareUnknownError, StoreUnavailableError } from "../errors.ts";
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
  type ShareRecord,
  type ShareScope,
  type ShareStore,
  type StoredBatch,
  type StoredEntry,
} from "../store.ts";
import { type Verified, withProblem } from "../verified.ts";
import { appendTo } from "./append-to.ts";
import type { RemoveFile } from "./content-removal.ts";
import { DamagedFiles } from "./damaged-files.ts";
import { FOLDER_MODE, type OpenFile, syncFolder } from "./files.ts";
import { FolderLock, type LockOptions } from "./folder-lock.ts";
import type { ClosedListener, IndexEntry, IndexLedger, LiveEntry } from "./index-ledger.ts";
import type { Journal } from "./journal.ts";
import type { CompactionLimits } from "./journal-adapter.ts";
import { JournalMissingError } from "./load-journal.ts";
import { OpenShares, type OpenSharesLimits, type Pin } from "./open-shares.ts";
import { readTitle } from "./read-title.ts";
import { Reserve } from "./reserve.ts";
import { journalName, ShareFiles } from "./share-files.ts";
import { ShareLedger } from "./share-ledger.ts";
import { StoreIndex } from "./store-index.ts";
import { verifyJournal } from "./verify-journal.ts";
import { withView } from "./with-view.ts";

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
  readonly #titles = new Map<string, string>();
  readonly #removals = new Map<string, Promise<boolean>>();

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
  }

  /**
   * Opens a data folder for this process alone.
   * @throws FolderInUseError
   * @throws StoreUnavailableError
   */
  static async open(options: LowdbStoreOptions): Promise<LowdbStore> {
    const { dataDir, limits = LIMITS, open: openFile = fs.open, removeFile, compaction } = options;
    const { onClosed = () => {} } = options;
    await makeFolder(dataDir);
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
      await this.#removeFile(meta.shareId).catch(() => undefined);
      throw error;
    }
    this.#titles.set(meta.shareId, title);
  }

  async get(shareId: string): Promise<ShareRecord | undefined> {
    const entry = await this.#entry(shareId);
    if (entry?.state !== "live") return entry;
    const title = await this.#titleOf(entry);
    // Looking for the title may have shown that the share is damaged.
    const now = await this.#entry(shareId);
    return now?.state === "live" ? liveShare(now, title) : now;
  }

  async update(shareId: string, change: ShareChange, ifVersion?: number): Promise<LiveShare> {
    const { title, ...indexed } = change;
    const isRetitled = title === undefined ? {} : { isRetitled: true };
    const make = (index: IndexLedger) => index.change(shareId, { ...indexed, ...isRetitled }, ifVersion);
    const entry = await (isClosing(change) ? this.#index.updateClosing(make) : this.#index.update(make));
    if (!entry) return this.#refuse(shareId);
    if (title !== undefined) {
      await this.#use(shareId, (share) => share.update((ledger) => ledger.setTitle(title)));
      this.#titles.set(shareId, title);
    }
    return liveShare(entry, await this.#titleOf(entry));
  }

  countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void> {
    return this.#index.countOpen(shareId, at, who);
  }

  async opens(shareId: string): Promise<Opens> {
    const entry = await this.#entry(shareId);
    return entry?.state === "live" ? (entry.opens ?? NEVER_OPENED) : this.#refuse(shareId);
  }

  async takeView(shareId: string): Promise<boolean> {
    const isLeft = await this.#index.update((index) => index.takeView(shareId));
    return isLeft ?? this.#refuse(shareId);
  }

  size(shareId: string): Promise<number> {
    return this.#use(shareId, (share) => share.read(({ contents }) => contents.bytes));
  }

  async footprint(shareId: string): Promise<number> {
    const entry = await this.#entry(shareId);
    const size = entry?.state === "live" ? await this.#files.size(shareId) : undefined;
    return size ?? (entry?.state === "live" ? 0 : this.#refuse(shareId));
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
    return this.#use(shareId, async (share) => {
      await this.#reserve.assertWhole();
      const { base, revision } = await appendTo(share, batch, conditions);
      await this.#index.noteWritten(shareId, share.lastSeq);
      return { base, revision, entries };
    });
  }

  revision(shareId: string): Promise<number> {
    return this.#use(shareId, (share) => share.read(({ contents }) => contents.revision));
  }

  readSince(shareId: string, revision: number): Promise<Reading> {
    return this.#read(shareId, revision, (readings, view, end) => readings.read(view, end));
  }

  manifest(shareId: string): Promise<ManifestReading> {
    return this.#read(shareId, 0, (readings, view, end) => readings.manifest(view, end));
  }

  async remove(shareId: string, reason: GoneReason, at: number): Promise<boolean> {
    const entry = await this.#entry(shareId);
    if (!entry) throw new ShareUnknownError();
    if (entry.state === "gone") return false;
    const underWay = this.#removals.get(shareId);
    if (underWay) return underWay.then(() => false);
    const removal = this.#remove(shareId, reason, at).finally(() => this.#removals.delete(shareId));
    this.#removals.set(shareId, removal);
    return removal;
  }

  /** A share is not forgotten as long as something of it could not be deleted. */
  forget(before: number): Promise<number> {
    return this.#index.update((index) => index.forget(before, (shareId) => this.#files.remains(shareId)));
  }

  async expired(now: number): Promise<readonly string[]> {
    return this.#index.read(({ shares }) => shares.expired(now));
  }

  async *verify(): AsyncIterable<Verified> {
    yield await this.#index.verify();
    const shareIds = await this.#index.peek(({ entries }) => [...entries.keys()]);
    for (const shareId of shareIds) {
      const found = await this.#verifyShare(shareId);
      if (found) yield found;
    }
    const isKnown = await this.#index.peek(
      ({ entries }) =>
        (shareId: string) =>
          entries.has(shareId),
    );
    const problem = "the index does not know whose file this is: delete it, or bring back an index that does";
    for (const shareId of await this.#files.strangers(isKnown))
      yield { name: referenceOf(shareId), records: 0, problem };
  }

  /** An admin has decided: the shares that a damage has closed are open again as they are known now. */
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
    await this.#index.peek(() => {});
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#removals.values());
    this.#files.close();
    await this.#shares.closeAll();
    await this.#index.close();
    await this.#lock.release();
  }

  async #begin(): Promise<void> {
    await this.#reserve.fill();
    await this.#index.peek(({ entries }) =>
      this.#files.removeLeftovers((shareId) => entries.get(shareId)?.state === "gone"),
    );
  }

  /** Undefined for a share that is gone, maybe since it was looked at, with all that it had. */
  async #verifyShare(shareId: string): Promise<Verified | undefined> {
    const name = referenceOf(shareId);
    const entry = await this.#entry(shareId);
    if (entry?.state === "gone" && this.#files.remains(shareId))
      return { name, records: 0, problem: "it has ended, but deleting its file failed and is tried again" };
    if (entry?.state !== "live") return undefined;
    const ledger = new ShareLedger();
    const found = await verifyJournal({
      path: this.#files.path(shareId),
      name: journalName(shareId),
      title: name,
      expects: entry.written,
      replay: (json, place) => ledger.replay(json, place),
    });
    const now = await this.#entry(shareId);
    if (now?.state !== "live") return undefined;
    const why = `only its owner and admins may read it: ${now.closed}`;
    return this.#files.addDamage(now.closed ? withProblem(found, why) : found, shareId);
  }

  /** A title that cannot be read now is "". */
  async #titleOf({ meta: { shareId, isRetitled } }: LiveEntry): Promise<string> {
    const known = this.#titles.get(shareId);
    if (known !== undefined) return known;
    const title = await this.#readTitle(shareId, isRetitled).catch(() => undefined);
    if (title !== undefined) this.#titles.set(shareId, title);
    return title ?? "";
  }

  /** The title is in the file's first record, so the rest need not be read unless it was changed or is damaged. */
  async #readTitle(shareId: string, isRetitled = false): Promise<string> {
    const path = this.#files.path(shareId);
    const title = isRetitled ? undefined : await readTitle(path, journalName(shareId), this.#open);
    return title ?? this.#shares.use(shareId, (share) => share.read((ledger) => ledger.title));
  }

  /** First the durable mark, then the file: a crash between the two is made good at the next start. */
  async #remove(shareId: string, reason: GoneReason, at: number): Promise<boolean> {
    const isEnded = await this.#index.updateClosing((index) => index.remove(shareId, reason, at));
    this.#titles.delete(shareId);
    await this.#removeFile(shareId, reason);
    return isEnded;
  }

  async #removeFile(shareId: string, reason: GoneReason = "revoked"): Promise<void> {
    await this.#shares.close(shareId, new ShareGoneError(reason));
    await this.#files.remove(shareId);
  }

  /** Begins to read what there is beyond a revision; the share stays open until that has ended. */
  #read<R>(
    shareId: string,
    revision: number,
    begin: (readings: OpenReadings, view: View, end: () => void) => R,
  ): Promise<R> {
    return this.#use(shareId, (share, pin) =>
      withView(share, revision, (readings, view, letGo) => {
        const unpin = pin();
        return begin(readings, view, () => {
          letGo();
          unpin();
        });
      }),
    );
  }

  /**
   * Works with a living share. Whoever is the first to find it damaged was let in by what was known before: they are
   * refused, and judged anew when they come back.
   */
  async #use<T>(shareId: string, work: (share: Journal<ShareLedger>, pin: Pin) => Promise<T>): Promise<T> {
    const entry = await this.#entry(shareId);
    if (entry?.state !== "live") return this.#refuse(shareId);
    const isClosed = async () => {
      const now = await this.#index.entry(shareId);
      return now?.state === "live" && now.closed !== undefined;
    };
    try {
      return await this.#shares.use(shareId, async (share, pin) => {
        if (!entry.closed && (await isClosed())) throw new StoreUnavailableError("the share is damaged");
        await this.#index.noteWritten(shareId, share.lastSeq);
        return work(share, pin);
      });
    } catch (error) {
      if (isLost(error) && !(await isClosed())) {
        const damage = { reason: "missing", what: "the file is missing", lostUpTo: 1 } as const;
        await this.#files.closeDamaged(shareId, damage);
      }
      throw error;
    }
  }

  async #refuse(shareId: string): Promise<never> {
    const entry = await this.#entry(shareId);
    throw entry?.state === "gone" ? new ShareGoneError(entry.reason) : new ShareUnknownError();
  }

  /** What the index says; of a share that is being removed, when that has come out. */
  async #entry(shareId: string): Promise<IndexEntry | undefined> {
    for (;;) {
      const entry = await this.#index.entry(shareId);
      const removal = this.#removals.get(shareId);
      if (!removal) return entry;
      await removal.catch(() => undefined);
    }
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await fs.mkdir(join(dataDir, "shares"), { recursive: true, mode: FOLDER_MODE });
    await syncFolder(dirname(resolve(dataDir)));
  } catch (cause) {
    throw new StoreUnavailableError("the data folder cannot be made", { cause });
  }
}

function liveShare({ meta: indexed, version, closed }: LiveEntry, title: string): LiveShare {
  const { isRetitled: _, ...meta } = indexed;
  return { state: "live", meta: { ...meta, title }, version, ...(closed ? { isClosed: true } : {}) };
}

/** True for a change that takes something away from readers, and nothing else that needs room. */
function isClosing({
  title,
  passwordHash,
  expiresAt,
  maxViews,
  audience,
  people,
  groups,
}: ShareChange): boolean {
  const isNarrower = typeof passwordHash === "string" || typeof expiresAt === "number";
  const isOther = typeof maxViews === "number" || people !== undefined || groups !== undefined;
  return title === undefined && (isNarrower || isOther || (audience !== undefined && audience !== "link"));
}

function isLost(error: unknown): boolean {
  return error instanceof StoreUnavailableError && error.cause instanceof JournalMissingError;
}
