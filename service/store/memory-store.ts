import type { Manifest } from "../../protocol/routes.ts";
import type { Batch } from "../../protocol/share-state.ts";
import { ShareGoneError, ShareUnknownError } from "./errors.ts";
import { ShareContents } from "./share-contents.ts";
import {
  type GoneReason,
  isDue,
  NEVER_OPENED,
  type Opens,
  type ShareChange,
  type ShareMeta,
  type ShareRecord,
  type ShareStore,
  type StoredEntry,
} from "./store.ts";

/** Keeps shares for as long as the process lives. For tests and trials. */
export class MemoryStore implements ShareStore {
  readonly #records = new Map<string, ShareRecord>();
  readonly #opens = new Map<string, Opens>();
  readonly #contents = new Map<string, ShareContents>();

  async create(meta: ShareMeta): Promise<void> {
    this.#records.set(meta.shareId, { state: "live", meta });
    this.#contents.set(meta.shareId, new ShareContents());
  }

  async get(shareId: string): Promise<ShareRecord | undefined> {
    return this.#records.get(shareId);
  }

  async update(shareId: string, change: ShareChange): Promise<ShareMeta> {
    const meta = { ...this.#meta(shareId), ...change };
    this.#records.set(shareId, { state: "live", meta });
    return meta;
  }

  async countOpen(shareId: string, at: number): Promise<void> {
    if (this.#records.get(shareId)?.state !== "live") return;
    const { count } = this.#opens.get(shareId) ?? NEVER_OPENED;
    this.#opens.set(shareId, { count: count + 1, lastAt: at });
  }

  async opens(shareId: string): Promise<Opens> {
    this.#meta(shareId);
    return this.#opens.get(shareId) ?? NEVER_OPENED;
  }

  async append(shareId: string, entries: readonly StoredEntry[], known = 0): Promise<Batch<string>> {
    return this.#open(shareId).applyAfter(known, entries);
  }

  async revision(shareId: string): Promise<number> {
    return this.#open(shareId).revision;
  }

  async readSince(shareId: string, revision: number): Promise<Batch<string>> {
    return this.#open(shareId).since(revision);
  }

  async manifest(shareId: string): Promise<Manifest> {
    return this.#open(shareId).manifest();
  }

  async remove(shareId: string, reason: GoneReason): Promise<void> {
    const record = this.#records.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") return;
    this.#records.set(shareId, { state: "gone", reason });
    this.#contents.delete(shareId);
    this.#opens.delete(shareId);
  }

  async expired(now: number): Promise<readonly string[]> {
    return [...this.#records].filter(([, record]) => isDue(record, now)).map(([shareId]) => shareId);
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {}

  #open(shareId: string): ShareContents {
    this.#meta(shareId);
    const contents = this.#contents.get(shareId);
    if (!contents) throw new ShareUnknownError();
    return contents;
  }

  #meta(shareId: string): ShareMeta {
    const record = this.#records.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") throw new ShareGoneError(record.reason);
    return record.meta;
  }
}
