import type { EntryOf } from "../../protocol/entries.ts";
import type { Manifest } from "../../protocol/routes.ts";
import type { Share } from "../../protocol/share.ts";
import type { Batch } from "../../protocol/share-state.ts";

/** What a store keeps about a share beside its contents. Fields it does not know are kept as they are. */
export interface ShareMeta extends Share {
  /** SHA-256 of the owner secret, base64url. */
  readonly secretHash: string;
}

/** What may change of a share's metadata. */
export type ShareChange = Partial<Pick<Share, "title" | "mode" | "expiresAt">>;

/** How often a share was opened, and when last (ms since 1970; null: never). */
export interface Opens {
  readonly count: number;
  readonly lastAt: number | null;
}

export const NEVER_OPENED: Opens = { count: 0, lastAt: null };

/** Why a share's contents are gone for good. */
export type GoneReason = "revoked" | "expired";

/** A share that lives, or what is left of one: its id and why it went. */
export type ShareRecord =
  | { readonly state: "live"; readonly meta: ShareMeta }
  | { readonly state: "gone"; readonly reason: GoneReason };

/** An entry whose content is JSON text: no store parses what it only keeps. */
export type StoredEntry = EntryOf<string>;

/**
 * Where shares are kept. What a method has answered is durable, and no method shows what is not.
 * Every method throws StoreUnavailableError when the store cannot be read or written now; those that take the id
 * of an existing share throw ShareUnknownError or ShareGoneError when it is not there (any more).
 */
export interface ShareStore {
  /** Keeps a new, empty share at revision 0. */
  create(meta: ShareMeta): Promise<void>;
  /** What is known of a share; undefined when there never was one. */
  get(shareId: string): Promise<ShareRecord | undefined>;
  /** Changes what is known of a share; answers how it is now. */
  update(shareId: string, change: ShareChange): Promise<ShareMeta>;
  /** Counts that a share was opened, if it lives. It is made durable some time later, so that opening costs no write. */
  countOpen(shareId: string, at: number): Promise<void>;
  /** How often a share was opened, by all that was counted. */
  opens(shareId: string): Promise<Opens>;
  /**
   * Accepts one batch, all or nothing, and gives it the next revision. Answers the step that was made.
   * `known` is the newest revision that somebody has seen. A store that is behind it has lost revisions, perhaps by a
   * restored backup: it goes on beyond them, and treats the lost ones as not known.
   * @throws AppendMismatchError when an append does not continue the text that is there
   */
  append(shareId: string, entries: readonly StoredEntry[], known?: number): Promise<Batch<string>>;
  /** The revision a share is at. */
  revision(shareId: string): Promise<number>;
  /**
   * The shortest step from a revision to the newest, entries by key; the whole share for revision 0.
   * A revision that the store does not know (any more) gives the whole with `reset`.
   */
  readSince(shareId: string, revision: number): Promise<Batch<string>>;
  /** The hash of every content. */
  manifest(shareId: string): Promise<Manifest>;
  /** Deletes all contents for good, leaving only id and reason. A share that is gone already stays as it went. */
  remove(shareId: string, reason: GoneReason): Promise<void>;
  /** Ids of the live shares that expire at `now` or before (ms since 1970). */
  expired(now: number): Promise<readonly string[]>;
  /** Resolves when the store can be written. */
  check(): Promise<void>;
  /** Finishes what was begun and lets go of everything. */
  close(): Promise<void>;
}

/** True for a live share whose time is over. */
export function isDue(record: Expirable, now: number): boolean {
  return record.state === "live" && record.meta.expiresAt !== null && record.meta.expiresAt <= now;
}

type Expirable =
  | { readonly state: "live"; readonly meta: Pick<Share, "expiresAt"> }
  | { readonly state: "gone" };
