import * as fs from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Manifest } from "../../../protocol/routes.ts";
import type { Batch } from "../../../protocol/share-state.ts";
import { referenceOf } from "../../shares/reference.ts";
import { ShareGoneError, ShareUnknownError, StoreUnavailableError } from "../errors.ts";
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
  type StoredEntry,
} from "../store.ts";
import { type Verified, withProblem } from "../verified.ts";
import { DamagedFiles } from "./damaged-files.ts";
import { FOLDER_MODE, isMissing, type OpenFile, removeFile, syncFolder } from "./files.ts";
import { FolderLock } from "./folder-lock.ts";
import { type IndexEntry, IndexLedger, type LiveEntry } from "./index-ledger.ts";
import type { Journal } from "./journal.ts";
import type { JournalOptions, Ledger } from "./journal-adapter.ts";
import type { JournalDamage } from "./journal-damage.ts";
import { removeLeftovers } from "./leftovers.ts";
import { LineFile } from "./line-file.ts";
import { JournalMissingError } from "./load-journal.ts";
import { OpenShares, type OpenSharesLimits } from "./open-shares.ts";
import { readTitle } from "./read-title.ts";
import { ReopenedJournal } from "./reopened-journal.ts";
import { ShareLedger } from "./share-ledger.ts";
import { verifyJournal } from "./verify-journal.ts";

export interface LowdbStoreOptions {
  /** Folder of all data; made if it is not there. */
  readonly dataDir: string;
  readonly limits?: OpenSharesLimits;
  readonly open?: OpenFile;
  readonly damaged?: DamagedFiles;
}

/** After how long openings are written if nothing else is, ms. */
const OPENS_WRITE_MS = 30_000;

const LIMITS: OpenSharesLimits = { bytes: 256 * 1024 * 1024, files: 500 };

/** Keeps every share in a journal of its own, `shares/<id>.jsonl`, and what is known of all in `index.jsonl`. */
export class LowdbStore implements ShareStore {
  readonly #dataDir: string;
  readonly #open: OpenFile;
  readonly #damaged: DamagedFiles;
  readonly #lock: FolderLock;
  readonly #indexFiles: JournalOptions;
  readonly #index: ReopenedJournal<IndexLedger>;
  readonly #shares: OpenShares;
  readonly #titles = new Map<string, string>();
  readonly #removals = new Map<string, Promise<boolean>>();
  #writingOpens: NodeJS.Timeout | undefined;

  private constructor(options: Required<LowdbStoreOptions>, lock: FolderLock) {
    this.#dataDir = options.dataDir;
    this.#open = options.open;
    this.#damaged = options.damaged;
    this.#lock = lock;
    const path = join(options.dataDir, "index.jsonl");
    const copyPath = join(options.dataDir, "index.copy.jsonl");
    this.#indexFiles = {
      path,
      copyPath,
      name: "index",
      open: options.open,
      mayBeNew: true,
      keepAside: (damage) => this.#damaged.keep("index.jsonl", [path, copyPath], damage),
    };
    this.#index = new ReopenedJournal(this.#indexFiles, () => new IndexLedger());
    this.#shares = new OpenShares(
      join(options.dataDir, "shares"),
      (shareId) => this.#shareFile(shareId),
      options.limits,
    );
  }

  /**
   * Opens a data folder for this process alone.
   * @throws FolderInUseError
   * @throws StoreUnavailableError
   */
  static async open(options: LowdbStoreOptions): Promise<LowdbStore> {
    const { dataDir, limits = LIMITS, open = fs.open, damaged = new DamagedFiles({ dataDir }) } = options;
    const shares = join(dataDir, "shares");
    await fs.mkdir(shares, { recursive: true, mode: FOLDER_MODE });
    await syncFolder(dirname(resolve(dataDir)));
    const lock = await FolderLock.take(dataDir);
    try {
      const store = new LowdbStore({ dataDir, limits, open, damaged }, lock);
      const index = await store.#index.opened();
      await index.peek(({ entries }) => removeLeftovers(shares, (id) => entries.get(id)?.state === "gone"));
      return store;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async create(meta: ShareMeta, quota?: ShareQuota): Promise<void> {
    const { title, ...indexed } = meta;
    // Asked before anything is written, and once more where it counts.
    if (quota) (await this.#index.opened()).peek(({ shares }) => shares.assertRoomFor(indexed, quota));
    try {
      await this.#createFile(meta.shareId);
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
    return entry?.state === "live" ? this.#withTitle(entry) : entry;
  }

  async update(shareId: string, change: ShareChange, ifVersion?: number): Promise<LiveShare> {
    const { title, ...indexed } = change;
    const isRetitled = title === undefined ? {} : { isRetitled: true };
    const entry = await this.#index.update((index) =>
      index.change(shareId, { ...indexed, ...isRetitled }, ifVersion),
    );
    if (!entry) return this.#refuse(shareId);
    if (title !== undefined) {
      await this.#use(shareId, (share) => share.update((ledger) => ledger.setTitle(title)));
      this.#titles.set(shareId, title);
    }
    return this.#withTitle(entry);
  }

  async countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void> {
    const index = await this.#index.opened();
    index.peek((ledger) => ledger.countOpen(shareId, at, who));
    this.#writeSoon();
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
    if (entry?.state !== "live") return this.#refuse(shareId);
    try {
      return (await fs.stat(this.#shares.path(shareId))).size;
    } catch (cause) {
      if (isMissing(cause)) return this.#refuse(shareId);
      throw new StoreUnavailableError("a data file cannot be read", { cause });
    }
  }

  async list(query: ShareQuery): Promise<readonly ListedShare[]> {
    return (await this.#index.opened()).read(({ shares }) => shares.list(query));
  }

  async find(reference: string): Promise<ListedShare | undefined> {
    return (await this.#index.opened()).read(({ shares }) => shares.find(reference));
  }

  async count(scope: ShareScope): Promise<number> {
    return (await this.#index.opened()).read(({ shares }) => shares.count(scope));
  }

  append(
    shareId: string,
    entries: readonly StoredEntry[],
    conditions?: AppendConditions,
  ): Promise<Batch<string>> {
    return this.#use(shareId, async (share) => {
      const step = await share.update((ledger) => ledger.append(entries, conditions));
      await this.#noteWritten(shareId, share.lastSeq);
      return step;
    });
  }

  revision(shareId: string): Promise<number> {
    return this.#use(shareId, (share) => share.read(({ contents }) => contents.revision));
  }

  readSince(shareId: string, revision: number): Promise<Batch<string>> {
    return this.#use(shareId, (share) => share.read(({ contents }) => contents.since(revision)));
  }

  manifest(shareId: string): Promise<Manifest> {
    return this.#use(shareId, (share) => share.read(({ contents }) => contents.manifest()));
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

  forget(before: number): Promise<number> {
    return this.#index.update((index) => index.forget(before));
  }

  async expired(now: number): Promise<readonly string[]> {
    return (await this.#index.opened()).read(({ shares }) => shares.expired(now));
  }

  async *verify(): AsyncIterable<Verified> {
    const index = await this.#index.opened();
    const ledger = new IndexLedger();
    const found = await verifyJournal({
      ...this.#indexFiles,
      title: "index",
      replay: (json, place) => ledger.replay(json, place),
    });
    yield await this.#damaged.addTo(found, "index.jsonl");
    const shareIds = index.peek(({ entries }) => [...entries.keys()]);
    for (const shareId of shareIds) {
      const found = await this.#verifyShare(shareId);
      if (found) yield found;
    }
  }

  /** An admin has decided: the shares that a damage has closed are open again as they are known now. */
  async reopen(damage: string): Promise<void> {
    await this.#index.update((index) => index.reopen(damage));
  }

  async check(): Promise<void> {
    try {
      await fs.writeFile(join(this.#dataDir, "probe"), String(Date.now()), { flush: true });
    } catch (cause) {
      throw new StoreUnavailableError("the data folder cannot be written", { cause });
    }
    await this.#index.opened();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#removals.values());
    await this.#writeOpens();
    await this.#shares.closeAll();
    await (await this.#index.current)?.close();
    await this.#lock.release();
  }

  /** Undefined for a share that is gone, maybe since it was looked at. */
  async #verifyShare(shareId: string): Promise<Verified | undefined> {
    const entry = await this.#entry(shareId);
    if (entry?.state !== "live") return undefined;
    const ledger: Ledger = new ShareLedger();
    const found = await verifyJournal({
      path: this.#shares.path(shareId),
      name: nameOf(shareId),
      title: referenceOf(shareId),
      expects: entry.written,
      replay: (json, place) => ledger.replay(json, place),
    });
    const now = await this.#entry(shareId);
    if (now?.state !== "live") return undefined;
    const why = `only its owner and admins may read it: ${now.closed}`;
    return this.#damaged.addTo(now.closed ? withProblem(found, why) : found, titleOf(shareId));
  }

  async #withTitle({ meta: indexed, version, closed }: LiveEntry): Promise<LiveShare> {
    const { isRetitled, ...meta } = indexed;
    const { shareId } = meta;
    const title = this.#titles.get(shareId) ?? (await this.#readTitle(shareId, isRetitled));
    this.#titles.set(shareId, title);
    return { state: "live", meta: { ...meta, title }, version, ...(closed ? { isClosed: true } : {}) };
  }

  /** The title is in the file's first record, so the rest need not be read unless it was changed or is damaged. */
  async #readTitle(shareId: string, isRetitled = false): Promise<string> {
    const path = this.#shares.path(shareId);
    const title = isRetitled ? undefined : await readTitle(path, nameOf(shareId), this.#open);
    return (
      title ?? this.#shares.use(shareId, (share) => share.read((ledger) => ledger.title)).catch(() => "")
    );
  }

  /** How to open a share's journal. One of which records are lost is closed before anybody reads it. */
  async #shareFile(shareId: string): Promise<JournalOptions> {
    const entry = (await this.#index.opened()).peek(({ entries }) => entries.get(shareId));
    return {
      path: this.#shares.path(shareId),
      name: nameOf(shareId),
      open: this.#open,
      mayBeNew: false,
      expects: entry?.state === "live" ? entry.written : undefined,
      keepAside: (damage) => this.#closeDamaged(shareId, damage),
    };
  }

  async #closeDamaged(shareId: string, damage: JournalDamage): Promise<string> {
    const path = this.#shares.path(shareId);
    const name = await this.#damaged.keep(titleOf(shareId), [path], damage);
    if (damage.lostUpTo > 0) await this.#index.update((index) => index.close(shareId, name));
    return name;
  }

  /** A new share has its file before the index knows of it; one that is missing later is never made again. */
  async #createFile(shareId: string): Promise<void> {
    try {
      await (await LineFile.create(this.#shares.path(shareId), this.#open)).close();
    } catch (cause) {
      throw new StoreUnavailableError("a data file cannot be made", { cause });
    }
  }

  async #noteWritten(shareId: string, written: number): Promise<void> {
    (await this.#index.opened()).peek((ledger) => ledger.noteWritten(shareId, written));
    this.#writeSoon();
  }

  #writeSoon(): void {
    this.#writingOpens ??= setTimeout(() => void this.#writeOpens(), OPENS_WRITE_MS).unref();
  }

  /** Nobody waits for openings to be written: what fails now goes with a later record, or is lost with the index. */
  async #writeOpens(): Promise<void> {
    clearTimeout(this.#writingOpens);
    this.#writingOpens = undefined;
    const index = await this.#index.current?.catch(() => undefined);
    if (index?.peek((ledger) => ledger.isBehind)) await this.#index.update(() => {}).catch(() => undefined);
  }

  /** First the durable mark, then the file: a crash between the two is made good at the next start. */
  async #remove(shareId: string, reason: GoneReason, at: number): Promise<boolean> {
    const isEnded = await this.#index.update((index) => index.remove(shareId, reason, at));
    this.#titles.delete(shareId);
    await this.#removeFile(shareId);
    return isEnded;
  }

  async #removeFile(shareId: string): Promise<void> {
    await this.#shares.close(shareId);
    try {
      await removeFile(this.#shares.path(shareId));
    } catch (cause) {
      throw new StoreUnavailableError("a data file cannot be removed", { cause });
    }
  }

  /**
   * Works with a living share. Whoever is the first to find it damaged was let in by what was known before: they are
   * refused, and judged anew when they come back.
   */
  async #use<T>(shareId: string, work: (share: Journal<ShareLedger>) => Promise<T>): Promise<T> {
    const entry = await this.#entry(shareId);
    if (entry?.state !== "live") return this.#refuse(shareId);
    const isClosed = async () => {
      const now = (await this.#index.opened()).peek(({ entries }) => entries.get(shareId));
      return now?.state === "live" && now.closed !== undefined;
    };
    try {
      return await this.#shares.use(shareId, async (share) => {
        if (!entry.closed && (await isClosed())) throw new StoreUnavailableError("the share is damaged");
        return work(share);
      });
    } catch (error) {
      if (isLost(error) && !(await isClosed())) {
        const what = "the file is missing";
        await this.#closeDamaged(shareId, { reason: "missing", what, lostUpTo: 1 });
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
      const index = await this.#index.opened();
      const removal = this.#removals.get(shareId);
      if (!removal) return index.peek(({ entries }) => entries.get(shareId));
      await removal.catch(() => undefined);
    }
  }
}

/** What a damaged journal of a share is kept aside as: its id would be a key to it. */
function titleOf(shareId: string): string {
  return `share-${referenceOf(shareId)}`;
}

/** `JournalFileOptions.name` of a share's journal. */
function nameOf(shareId: string): string {
  return `share ${shareId}`;
}

function isLost(error: unknown): boolean {
  return error instanceof StoreUnavailableError && error.cause instanceof JournalMissingError;
}
