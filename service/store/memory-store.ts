import type { Manifest } from "../../protocol/routes.ts";
import type { Batch } from "../../protocol/share-state.ts";
import { referenceOf } from "../shares/reference.ts";
import { ShareGoneError, ShareUnknownError } from "./errors.ts";
import { isAskedFor, listShares } from "./list-shares.ts";
import { ShareContents } from "./share-contents.ts";
import {
  type GoneReason,
  isDue,
  type ListedShare,
  NEVER_OPENED,
  type Opens,
  type ShareChange,
  type ShareMeta,
  type ShareOwner,
  type ShareQuery,
  type ShareRecord,
  type ShareStore,
  type StoredEntry,
  withOpening,
} from "./store.ts";
import type { Verified } from "./verified.ts";

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

  async countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void> {
    if (this.#records.get(shareId)?.state !== "live") return;
    this.#opens.set(shareId, withOpening(this.#opens.get(shareId) ?? NEVER_OPENED, at, who));
  }

  async takeView(shareId: string): Promise<boolean> {
    const meta = this.#meta(shareId);
    const { maxViews, views = 0 } = meta;
    if (typeof maxViews !== "number") return true;
    if (views >= maxViews) return false;
    this.#records.set(shareId, { state: "live", meta: { ...meta, views: views + 1 } });
    return true;
  }

  async size(shareId: string): Promise<number> {
    return this.#open(shareId).bytes;
  }

  footprint(shareId: string): Promise<number> {
    return this.size(shareId);
  }

  async list(query: ShareQuery): Promise<readonly ListedShare[]> {
    return listShares(this.#listed(), query);
  }

  async count(query: Pick<ShareQuery, "org" | "ownerId">): Promise<number> {
    return this.#listed().filter((share) => isAskedFor(share, query)).length;
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

  async remove(shareId: string, reason: GoneReason, at: number): Promise<void> {
    const record = this.#records.get(shareId);
    if (!record) throw new ShareUnknownError();
    if (record.state === "gone") return;
    this.#records.set(shareId, { state: "gone", reason, at });
    this.#contents.delete(shareId);
    this.#opens.delete(shareId);
  }

  async forget(before: number): Promise<number> {
    const forgotten = [...this.#records].filter(
      ([, record]) => record.state === "gone" && record.at <= before,
    );
    for (const [shareId] of forgotten) this.#records.delete(shareId);
    return forgotten.length;
  }

  async expired(now: number): Promise<readonly string[]> {
    return [...this.#records].filter(([, record]) => isDue(record, now)).map(([shareId]) => shareId);
  }

  async *verify(): AsyncIterable<Verified> {
    yield { name: "index", records: this.#records.size };
    for (const [shareId, contents] of this.#contents)
      yield { name: referenceOf(shareId), records: contents.revision };
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {}

  #listed(): ListedShare[] {
    return [...this.#records.values()].flatMap((record) => {
      if (record.state !== "live") return [];
      const { title: _, ...listed } = record.meta;
      return [listed];
    });
  }

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
