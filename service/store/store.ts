import type { EntryOf } from "../../protocol/entries.ts";
import type { Share } from "../../protocol/share.ts";
import type { Reader } from "../../protocol/share-info.ts";
import type { ManifestReading, Reading } from "./reading.ts";
import type { Verified } from "./verified.ts";

/** What a store keeps about a share beside its contents. Fields it does not know are kept as they are. */
export interface ShareMeta extends Share {
  /** SHA-256 of the owner secret, base64url. */
  readonly secretHash: string;
  /** Whose session it is; undefined: opencode's. */
  readonly agent?: string;
  /** Who created it, signed in; undefined on a service that knows nobody. */
  readonly owner?: ShareOwner;
  /** The owner's organisation. */
  readonly org?: string;
  /** Whom the audience `people` names. */
  readonly people?: readonly string[];
  readonly groups?: readonly string[];
  /** As `shares/password.ts` makes it; null or undefined: none. */
  readonly passwordHash?: string | null;
  /** null or undefined: any number. */
  readonly maxViews?: number | null;
  /** How many of `maxViews` are used up. */
  readonly views?: number;
  /** Which tickets count: those of its opening under this lock, `shares/tickets.ts`; undefined: it never changed. */
  readonly lock?: string;
}

/** Who created a share. */
export interface ShareOwner {
  readonly id: string;
  readonly name?: string | undefined;
}

/** What may change of a share's metadata. */
export type ShareChange = Partial<
  Pick<
    ShareMeta,
    "title" | "mode" | "expiresAt" | "audience" | "people" | "groups" | "passwordHash" | "maxViews" | "lock"
  >
>;

/** A share as a list has it. Its title stands with its contents, which a list does not open. */
export type ListedShare = Omit<ShareMeta, "title">;

/** Whose living shares: all, an organisation's, or those of one of its people, who is known by both. */
export interface ShareScope {
  readonly org?: string | undefined;
  readonly ownerId?: string | undefined;
}

/** Which living shares to list, the newest first. */
export interface ShareQuery extends ShareScope {
  /** Goes on after this place of the list, whether or not a share is still there. */
  readonly after?: ShareCursor | undefined;
  /** Most that are answered. */
  readonly limit: number;
}

/** A place in a list of shares: they are ordered by their creation (ms since 1970), the newest first, then by reference. */
export interface ShareCursor {
  readonly createdAt: number;
  readonly reference: string;
}

/** Most living shares that the owner, and the organisation, of a new share may have with it. */
export interface ShareQuota {
  readonly perOwner: number;
  readonly perOrg: number;
}

/** How often a share was opened, and when last (ms since 1970; null: never). */
export interface Opens {
  readonly count: number;
  readonly lastAt: number | null;
  /** Those who were signed in, the last first; undefined: nobody. */
  readonly readers?: readonly Reader[];
}

export const NEVER_OPENED: Opens = { count: 0, lastAt: null };
/** Most readers that a share remembers. */
const MAX_READERS = 100;

/** The openings with one more. */
export function withOpening(opens: Opens, at: number, who?: ShareOwner): Opens {
  const { count, readers = [] } = opens;
  const next = { count: count + 1, lastAt: at };
  if (!who) return readers.length > 0 ? { ...next, readers } : next;
  const before = readers.find(({ id }) => id === who.id)?.count ?? 0;
  const others = readers.filter(({ id }) => id !== who.id);
  return { ...next, readers: [{ ...who, count: before + 1, lastAt: at }, ...others].slice(0, MAX_READERS) };
}

/** Why a share's contents are gone for good. */
export type GoneReason = "revoked" | "expired";

/** A share that lives. */
export interface LiveShare {
  readonly state: "live";
  readonly meta: ShareMeta;
  /** Rises with every change of the metadata, taken views included; 1 for a new share. */
  readonly version: number;
  /** What is kept of it is damaged and may be wider than it was: nobody but its owner and admins may read it. */
  readonly isClosed?: true;
}

/** A share that lives, or what is left of one: its id, why it went and when (ms since 1970). */
export type StoredShare =
  | LiveShare
  | { readonly state: "gone"; readonly reason: GoneReason; readonly at: number };

/** What must hold for a batch to be accepted. */
export interface AppendConditions {
  /**
   * The newest revision that somebody has seen. A store that is behind it has lost revisions, perhaps by a restored
   * backup: it goes on beyond them, and treats the lost ones as not known.
   */
  readonly lastSeenRevision?: number | undefined;
  /**
   * Most that the share may come to, in bytes, as `ShareStore.size` counts them. What a batch replaces is taken off, and
   * one that makes a share no larger is always accepted.
   */
  readonly maxBytes?: number | undefined;
  /** Most keys; likewise. */
  readonly maxKeys?: number | undefined;
}

/** An entry whose content is JSON text in UTF-8, kept exactly as it is: no store parses what it only keeps. */
export type StoredEntry = EntryOf<Buffer>;
/** A step that a share has made by a batch. */
export interface StoredBatch {
  readonly base: number;
  readonly revision: number;
  /** Its entries as JSON text with commas between them: as they are kept, and as viewers get them. */
  readonly text: Buffer;
}

/**
 * Where shares are kept. What a method has answered is durable, and no method shows what is not.
 * Every method throws StoreUnavailableError when the store cannot be read or written now; those that take the id
 * of an existing share throw ShareUnknownError or ShareGoneError when it is not there (any more).
 */
export interface ShareStore {
  /**
   * Keeps a new, empty share at revision 0. Counting and keeping are one step, however many are created at once.
   * @throws QuotaReachedError
   */
  create(meta: ShareMeta, quota?: ShareQuota): Promise<void>;
  /** What is known of a share; undefined when there never was one. */
  get(shareId: string): Promise<StoredShare | undefined>;
  /**
   * Changes what is known of a share; answers how it is now.
   * @param ifVersion makes the change only of what was judged: the record of this version
   * @throws VersionConflictError when it was changed meanwhile
   */
  update(shareId: string, change: ShareChange, ifVersion?: number): Promise<LiveShare>;
  /** Counts that a share was opened, if it lives. It is made durable some time later, so that opening costs no write. */
  countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void>;
  /** How often a share was opened, by all that was counted. */
  opens(shareId: string): Promise<Opens>;
  /** Uses up one of a share's `maxViews`; false when none is left. A share without a number of views has always one. */
  takeView(shareId: string): Promise<boolean>;
  /** Size of a share, in bytes: keys and contents, and what it costs to keep each key, piece of text and remembered deletion. */
  size(shareId: string): Promise<number>;
  /** What a share takes where it is kept, in bytes, found out without reading it. */
  footprint(shareId: string): Promise<number>;
  /** The living shares that a query asks for; one that has expired but is not deleted yet is among them. */
  list(query: ShareQuery): Promise<readonly ListedShare[]>;
  /** A living share by its reference; undefined: there is none. */
  find(reference: string): Promise<ListedShare | undefined>;
  /** How many living shares somebody or an organisation has. */
  count(scope: ShareScope): Promise<number>;
  /**
   * Accepts one batch, all or nothing, and gives it the next revision. Answers the step that was made.
   * @throws AppendMismatchError when an append does not continue the text that is there
   * @throws ShareFullError when it would become larger than it may be
   * @throws RevisionAheadError when the revision that was seen is further away than any that a backup could lack
   */
  append(
    shareId: string,
    entries: readonly StoredEntry[],
    conditions?: AppendConditions,
  ): Promise<StoredBatch>;
  /** The revision a share is at. */
  revision(shareId: string): Promise<number>;
  /**
   * The shortest step from a revision to the newest, entries by key; the whole share for revision 0.
   * A revision that the store does not know (any more) gives the whole with `reset`. It is read piece by piece and stays
   * as it was, whatever is appended meanwhile; it has to be closed.
   */
  readSince(shareId: string, revision: number): Promise<Reading>;
  /** The hash of every content, likewise. */
  manifest(shareId: string): Promise<ManifestReading>;
  /**
   * Deletes all contents for good, leaving only id, reason and time. A share that is gone already stays as it went.
   * Readings under way are aborted: when this answers, none gives anything any more.
   * Answers whether this call ended it: of several at once, one does.
   * @param ifVersion ends only what was judged: the share of this version
   * @throws VersionConflictError
   */
  remove(shareId: string, reason: GoneReason, at: number, ifVersion?: number): Promise<boolean>;
  /** Forgets that there were shares which went at `before` or earlier (ms since 1970). Answers how many. */
  forget(before: number): Promise<number>;
  /** Ids of the live shares that expire at `now` or before (ms since 1970). */
  expired(now: number): Promise<readonly string[]>;
  /**
   * Reads all that is kept and says of each journal whether it is whole. Shares go by their reference. What is written
   * meanwhile is no damage, and nothing is repaired.
   */
  verify(): AsyncIterable<Verified>;
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
