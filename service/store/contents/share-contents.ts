import { AppendMismatchError } from "../../../protocol/entries.ts";
import { MAX_SYNC_BODY_BYTES } from "../../../protocol/limits.ts";
import { RevisionAheadError, ShareFullError } from "../errors.ts";
import type { AppendConditions } from "../store.ts";
import {
  type Content,
  chunksOf,
  foundText,
  type GrownText,
  grow,
  isSamePath,
  MAX_TEXTS,
  newContent,
  OVERHEAD_BYTES,
  presumedText,
  settle,
  textAt,
  unsettle,
  weightOf,
} from "./content.ts";
import { findText } from "./find-text.ts";
import { type Block, KeyOrder } from "./key-order.ts";
import type { PlacedBatch, PlacedEntry } from "./placed-batch.ts";
import type { Segment } from "./segment.ts";
import type { TextEnd } from "./text-finder.ts";

/** How many deleted keys a share remembers, for viewers that come back. */
export const MAX_REMEMBERED_DELETIONS = 10_000;
/** How many revisions a restored backup may lack, at most. Nobody writes as many between two backups. */
const MAX_LOST_REVISIONS = 2 ** 20;

/** Most that is looked through for one batch, in bytes: the largest content, twice. What would need more is to be put anew. */
const MAX_SEARCHED_BYTES = 2 * MAX_SYNC_BODY_BYTES;

/** What was found out about a text that a batch appends to. */
export interface FoundText {
  readonly base: Segment;
  readonly path: readonly string[];
  readonly text: TextEnd | undefined;
}

/** The contents changed after it was found out where a batch appends: that has to be done again. */
export class UnpreparedError extends Error {
  constructor() {
    super("it is not known where the text ends");
    this.name = "UnpreparedError";
  }
}

/** Something older comes after something newer of the same key. */
class OutOfOrderError extends Error {
  constructor() {
    super("a step comes after a later one");
    this.name = "OutOfOrderError";
  }
}

/** What a share holds beyond a revision, as it was at one moment. */
export interface View {
  readonly base: number;
  readonly revision: number;
  readonly reset: boolean;
  readonly blocks: readonly Block<Content>[];
  /** The keys deleted since `base` and when, in the order of the keys. */
  readonly deleted: readonly Deletion[];
}

/** A deleted key, and the revision at which it was. */
export type Deletion = readonly [key: string, revision: number];

/** Some of a share: how it stands in all, and what it holds under the keys that a step is about. */
export interface SharePart {
  readonly revision: number;
  readonly historyStartsAt: number;
  readonly bytes: number;
  readonly keys: number;
  readonly contents: readonly Content[];
  readonly deletedAt: ReadonlyMap<string, number>;
}

/** An index of what a share holds: where each content's bytes are, and at which revision each key changed last. */
export class ShareContents {
  readonly #contents = new KeyOrder<Content>();
  readonly #deletedAt = new Map<string, number>();
  readonly #unsettled = new Set<string>();
  readonly #maxDeletions: number;
  #revision = 0;
  #historyStartsAt = 0;
  #bytes = 0;
  #chunks = 0;
  /** Keys that are not among its contents. */
  #keysElsewhere = 0;

  constructor(maxDeletions = MAX_REMEMBERED_DELETIONS) {
    this.#maxDeletions = maxDeletions;
  }

  /** A share of which only some keys are at hand: those that a step is about. It remembers all deletions that it makes. */
  static ofPart({ revision, historyStartsAt, bytes, keys, contents, deletedAt }: SharePart): ShareContents {
    const part = new ShareContents(Infinity);
    part.#revision = revision;
    part.#historyStartsAt = historyStartsAt;
    for (const content of contents) part.#contents.set(content);
    for (const [key, at] of deletedAt) part.#deletedAt.set(key, at);
    part.#chunks = contents.reduce((sum, { texts }) => sum + chunksOf(texts), 0);
    part.#bytes = bytes;
    part.#keysElsewhere = keys - contents.length;
    return part;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Size of keys and contents, in bytes of UTF-8, with what each key, piece of text and remembered deletion costs. */
  get bytes(): number {
    return this.#bytes;
  }

  get keys(): number {
    return this.#contents.size + this.#keysElsewhere;
  }

  /** How many pieces its texts have grown by. */
  get chunks(): number {
    return this.#chunks;
  }

  /** Deletions up to this revision may have been forgotten. */
  get historyStartsAt(): number {
    return this.#historyStartsAt;
  }

  /** Remembered deletions with their revisions, the oldest first. */
  get deletions(): ReadonlyMap<string, number> {
    return this.#deletedAt;
  }

  get(key: string): Content | undefined {
    return this.#contents.get(key);
  }

  /** Starts from a history whose deletions up to `revision` are forgotten. */
  forgetUpTo(revision: number): void {
    this.#historyStartsAt = Math.max(this.#historyStartsAt, revision);
  }

  /** Says that the share was at a revision, whatever follows. */
  goTo(revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
  }

  /**
   * Finds out where the texts end that a batch appends to for the first time, up to one that makes it fail: what is not
   * there, is not as long, or would have to be looked for in too much.
   */
  async prepare({ entries }: PlacedBatch): Promise<readonly FoundText[]> {
    const found: FoundText[] = [];
    const put = new Map<string, Content | undefined>();
    for (const entry of entries) {
      if ("content" in entry) put.set(entry.key, newContent(entry.key, entry.content, 0));
      else if ("deleted" in entry) put.set(entry.key, undefined);
      else {
        const { path, at } = entry.append;
        const content = put.has(entry.key) ? put.get(entry.key) : this.#contents.get(entry.key);
        if (!content) return found;
        const { base } = content;
        if (textAt(content, path) || foundIn(found, base, path)) continue;
        const text = isSearchable(content, found) ? await findText(base, path) : undefined;
        found.push({ base, path, text });
        if (text?.length !== at) return found;
      }
    }
    return found;
  }

  /**
   * Makes the next step if the conditions hold, all or nothing. Where somebody has seen a newer revision than this,
   * revisions were lost: that one, and the one that may have followed it unheard. The step goes beyond them, and whoever
   * knows one gets the whole.
   * @throws AppendMismatchError
   * @throws ShareFullError
   * @throws RevisionAheadError
   * @throws UnpreparedError
   */
  applyIf(conditions: AppendConditions, batch: PlacedBatch, found: readonly FoundText[]): Step {
    const { lastSeenRevision: seen = 0, maxBytes = Infinity, maxKeys = Infinity } = conditions;
    if (seen > this.#revision + MAX_LOST_REVISIONS) throw new RevisionAheadError(this.#revision);
    const base = this.#revision;
    const isBehind = seen > base;
    const revision = isBehind ? seen + 2 : base + 1;
    const changes = this.#changes(batch.entries, revision, (content, path) => {
      const place = foundIn(found, content.base, path);
      if (!place) throw new UnpreparedError();
      return place.text && foundText(path, place.text);
    });
    const { bytes, keys } = this.#growth(changes);
    if (bytes > 0 && this.#bytes + bytes > maxBytes) throw new ShareFullError("bytes", maxBytes);
    if (keys > 0 && this.keys + keys > maxKeys) throw new ShareFullError("keys", maxKeys);
    this.#commit(changes, revision);
    if (isBehind) this.#historyStartsAt = revision;
    return { base, revision, isBehind };
  }

  /**
   * Takes in a step that was made before. Where its appends go is not looked for now, but by `settle`.
   * Steps may come in any order of which each key's own is right.
   * @param isRewritten what is deleted was left out before it: the deletion counts all the same
   * @throws AppendMismatchError when it does not continue what is known
   * @throws OutOfOrderError
   */
  replay({ entries }: PlacedBatch, revision: number, isRewritten = false): void {
    for (const { key } of entries)
      if (revision < (this.#contents.get(key)?.revision ?? this.#deletedAt.get(key) ?? 0))
        throw new OutOfOrderError();
    const changes = this.#changes(entries, revision, (_, path, at) => presumedText(path, at));
    this.#commit(changes, revision, isRewritten);
    for (const [key, content] of changes)
      if (content?.texts.some(({ end }) => end === undefined)) this.#unsettled.add(key);
  }

  /**
   * Finds out where the texts end that replayed steps have appended to. Answers the keys under which there is no such
   * text: what was appended is left out there.
   */
  async settle(): Promise<readonly string[]> {
    const broken: string[] = [];
    for (const key of this.#unsettled)
      for (const { path, end } of this.#contents.get(key)?.texts ?? []) {
        const content = this.#contents.get(key);
        const text = content && textAt(content, path);
        if (!content || !text || end !== undefined) continue;
        const found = await findText(content.base, path);
        const isRight = found?.length === text.start;
        if (!isRight) broken.push(key);
        this.exchange(content, isRight ? settle(content, text, found) : unsettle(content, text));
      }
    this.#unsettled.clear();
    return broken;
  }

  /** Puts a content in the place of one that says the same. */
  exchange(before: Content, content: Content): void {
    if (this.#contents.get(before.key) !== before) return;
    this.#bytes += weightOf(content) - weightOf(before);
    this.#chunks += chunksOf(content.texts) - chunksOf(before.texts);
    this.#contents.set(content);
  }

  /** What there is beyond a revision: the whole for 0, and with `reset` for one that is not known. */
  since(revision: number): View {
    const reset = revision > this.#revision || (revision > 0 && revision < this.#historyStartsAt);
    const base = reset ? 0 : revision;
    const deleted = base === 0 ? [] : this.#deletedSince(base);
    return { base, revision: this.#revision, reset, blocks: this.#contents.blocks, deleted };
  }

  /** All that there is, the remembered deletions included. */
  whole(): View {
    return { ...this.since(0), deleted: this.#deletedSince(0) };
  }

  #deletedSince(base: number): readonly Deletion[] {
    return [...this.#deletedAt].filter(([, at]) => at > base).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #changes(entries: readonly PlacedEntry[], revision: number, find: FindText): Changes {
    const changes = new Map<string, Content | undefined>();
    for (const entry of entries) changes.set(entry.key, this.#after(entry, changes, revision, find));
    return changes;
  }

  #after(entry: PlacedEntry, changes: Changes, revision: number, find: FindText): Content | undefined {
    const { key } = entry;
    if ("content" in entry) return newContent(key, entry.content, revision);
    if ("deleted" in entry) return undefined;
    const { append, segment } = entry;
    const before = changes.has(key) ? changes.get(key) : this.#contents.get(key);
    const text = before && (textAt(before, append.path) ?? findIn(before));
    if (!before || text?.length !== append.at) throw new AppendMismatchError(key);
    return grow(before, text, append, segment, revision);

    function findIn(content: Content): GrownText | undefined {
      return content.texts.length < MAX_TEXTS ? find(content, append.path, append.at) : undefined;
    }
  }

  /** By how much changes make a share larger, or smaller. */
  #growth(changes: Changes, isRewritten = false): { readonly bytes: number; readonly keys: number } {
    let [bytes, keys] = [0, 0];
    for (const [key, content] of changes) {
      const before = this.#contents.get(key);
      const remembered = this.#deletedAt.has(key) ? deletionBytes(key) : 0;
      bytes -= (before ? weightOf(before) : 0) + remembered;
      bytes += content ? weightOf(content) : before || remembered || isRewritten ? deletionBytes(key) : 0;
      keys += Number(content !== undefined) - Number(before !== undefined);
    }
    return { bytes, keys };
  }

  #commit(changes: Changes, revision: number, isRewritten = false): void {
    this.#bytes += this.#growth(changes, isRewritten).bytes;
    this.#revision = Math.max(revision, this.#revision);
    for (const [key, content] of changes) {
      const before = this.#contents.get(key);
      this.#chunks += chunksOf(content?.texts ?? []) - chunksOf(before?.texts ?? []);
      if (content) {
        this.#deletedAt.delete(key);
        this.#contents.set(content);
      } else if (before || isRewritten) {
        this.#contents.delete(key);
        this.#deletedAt.set(key, revision);
      }
    }
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [key, revision] of this.#deletedAt) {
      if (this.#deletedAt.size <= this.#maxDeletions) return;
      this.#deletedAt.delete(key);
      this.#bytes -= deletionBytes(key);
      this.#historyStartsAt = Math.max(this.#historyStartsAt, revision);
    }
  }
}

/** A step that was made; `isBehind`: beyond revisions that were lost. */
export interface Step {
  readonly base: number;
  readonly revision: number;
  readonly isBehind: boolean;
}

/** The new content by key; undefined: deleted. */
type Changes = ReadonlyMap<string, Content | undefined>;
/** The text at a path of a content, `at` units long, that has not grown yet; undefined: there is none. */
type FindText = (content: Content, path: readonly string[], at: number) => GrownText | undefined;

/** Whether a content can grow in one more place, and that may still be looked for after what was found. */
function isSearchable({ base, texts }: Content, found: readonly FoundText[]): boolean {
  const places = texts.length + found.filter((text) => text.base === base).length;
  const bytes = found.reduce((sum, text) => sum + text.base.length, base.length);
  return places < MAX_TEXTS && (found.length === 0 || bytes <= MAX_SEARCHED_BYTES);
}

function foundIn(found: readonly FoundText[], base: Segment, path: readonly string[]): FoundText | undefined {
  return found.find((text) => text.base === base && isSamePath(text.path, path));
}

/** What a remembered deletion counts towards the size of its share, in bytes. */
export const deletionBytes = (key: string) => key.length + OVERHEAD_BYTES;
