import { contentHash } from "../../protocol/content-hash.ts";
import { appendToText, applyEntries } from "../../protocol/entries.ts";
import type { Manifest } from "../../protocol/routes.ts";
import type { Batch } from "../../protocol/share-state.ts";
import { ShareFullError } from "./errors.ts";
import type { AppendConditions, StoredEntry } from "./store.ts";

/** How many deleted keys a share remembers, for viewers that come back. */
const MAX_REMEMBERED_DELETIONS = 10_000;

/** What a share holds in memory: JSON text by key, and at which revision each key changed last. */
export class ShareContents {
  readonly #contents = new Map<string, string>();
  readonly #changedAt = new Map<string, number>();
  readonly #deletedAt = new Map<string, number>();
  readonly #hashes = new Map<string, string>();
  readonly #maxDeletions: number;
  #revision = 0;
  #forgotten = 0;
  #bytes = 0;

  constructor(maxDeletions = MAX_REMEMBERED_DELETIONS) {
    this.#maxDeletions = maxDeletions;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Size of keys and contents, in bytes of UTF-8. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Deletions up to this revision may have been forgotten. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Starts from a history whose deletions up to `revision` are forgotten. */
  forgetUpTo(revision: number): void {
    this.#forgotten = revision;
  }

  /**
   * Makes the next step if the conditions hold.
   * @throws AppendMismatchError
   * @throws ShareFullError
   */
  applyIf(conditions: AppendConditions, entries: readonly StoredEntry[]): Batch<string> {
    const { lastSeenRevision = 0, maxBytes = Number.POSITIVE_INFINITY } = conditions;
    const added = addedBytes(entries);
    if (added > 0 && this.#bytes + added > maxBytes) throw new ShareFullError(maxBytes);
    return this.applyAfter(lastSeenRevision, entries);
  }

  /**
   * Makes the next step, all or nothing. Where somebody knows a newer revision than this, revisions were lost: `known`,
   * and the one that may have followed it unheard. The step goes beyond them, and whoever knows one gets the whole.
   * @throws AppendMismatchError
   */
  applyAfter(known: number, entries: readonly StoredEntry[]): Batch<string> {
    if (known <= this.#revision) return this.apply(entries);
    const batch = this.apply(entries, known + 2);
    this.#forgotten = batch.revision;
    return batch;
  }

  /**
   * Makes the step to `revision`, all or nothing.
   * @throws AppendMismatchError
   */
  apply(entries: readonly StoredEntry[], revision = this.#revision + 1): Batch<string> {
    const base = this.#revision;
    const changes = applyEntries(this.#contents, entries, appendToText);
    this.#revision = revision;
    for (const [key, content] of changes) this.#set(key, content);
    this.#forgetOldest();
    return { base, revision, entries };
  }

  /** The shortest step from `revision` to the newest; the whole for 0, and with `reset` for one that is not known. */
  since(revision: number): Batch<string> {
    const reset = revision > this.#revision || (revision > 0 && revision < this.#forgotten);
    const base = reset ? 0 : revision;
    const entries: StoredEntry[] = [];
    for (const [key, content] of this.#contents)
      if ((this.#changedAt.get(key) ?? 0) > base) entries.push({ key, content });
    if (base > 0)
      for (const [key, at] of this.#deletedAt) if (at > base) entries.push({ key, deleted: true });
    entries.sort(byKey);
    return { base, revision: this.#revision, entries, ...(reset ? { reset } : {}) };
  }

  manifest(): Manifest {
    const keys: Record<string, string> = {};
    for (const key of [...this.#contents.keys()].sort()) keys[key] = this.#hash(key);
    return { revision: this.#revision, keys };
  }

  /** The shortest history that leads here: what is left of each revision's batch, oldest first. */
  history(): Batch<string>[] {
    const byRevision = new Map<number, StoredEntry[]>();
    const at = (revision: number) => {
      const entries = byRevision.get(revision) ?? [];
      byRevision.set(revision, entries);
      return entries;
    };
    for (const [key, content] of this.#contents) at(this.#changedAt.get(key) ?? 0).push({ key, content });
    for (const [key, revision] of this.#deletedAt) at(revision).push({ key, deleted: true });
    if (this.#revision > 0) at(this.#revision);
    return [...byRevision]
      .sort(([a], [b]) => a - b)
      .map(([revision, entries]) => ({ base: revision - 1, revision, entries }));
  }

  #set(key: string, content: string | undefined): void {
    const before = this.#contents.get(key);
    if (before !== undefined) this.#bytes -= key.length + Buffer.byteLength(before);
    this.#hashes.delete(key);
    this.#deletedAt.delete(key);
    if (content === undefined) {
      this.#contents.delete(key);
      this.#changedAt.delete(key);
      this.#deletedAt.set(key, this.#revision);
    } else {
      this.#bytes += key.length + Buffer.byteLength(content);
      this.#contents.set(key, content);
      this.#changedAt.set(key, this.#revision);
    }
  }

  #forgetOldest(): void {
    for (const [key, revision] of this.#deletedAt) {
      if (this.#deletedAt.size <= this.#maxDeletions) return;
      this.#deletedAt.delete(key);
      this.#forgotten = Math.max(this.#forgotten, revision);
    }
  }

  #hash(key: string): string {
    const hash = this.#hashes.get(key) ?? contentHash(this.#contents.get(key) ?? "");
    this.#hashes.set(key, hash);
    return hash;
  }
}

/** By how many bytes entries can make a share larger, at most: what they replace is not taken off. */
function addedBytes(entries: readonly StoredEntry[]): number {
  return entries.reduce((sum, entry) => {
    if ("content" in entry) return sum + Buffer.byteLength(entry.key) + Buffer.byteLength(entry.content);
    return "append" in entry ? sum + Buffer.byteLength(JSON.stringify(entry.append.text)) : sum;
  }, 0);
}

function byKey(a: StoredEntry, b: StoredEntry): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
