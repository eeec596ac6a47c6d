import { randomBytes } from "node:crypto";
import { contentHash } from "../../../../protocol/content-hash.ts";
import type { Cursor } from "../../session-source.ts";

/** What tells two states of a piece apart (its time and size); undefined while it is too fresh to tell. */
export type Version = string | undefined;

/**
 * Pieces whose versions are known together: the same version of the group, the same versions of its pieces. A group
 * without a version is looked into.
 */
export interface PieceGroup {
  readonly version: Version;
  /** The versions of its pieces by name; asked for when the group may have changed. */
  pieces(): ReadonlyMap<string, Version>;
}

interface Group {
  version: Version;
  readonly pieces: readonly string[];
}

interface Piece {
  readonly group: string;
  version: Version;
  /** When it may have changed last. */
  suspected: number;
  /** When its text is known to have changed last; the same as `suspected` once that text has been seen. */
  changed: number;
  /** Of a text that was seen before the piece had a version; a version tells as much, and costs nothing. */
  textHash: string | undefined;
  keys: readonly string[];
}

/**
 * What is known of one session's pieces (rows, files), so that a reader gets only what changed since its last time.
 * Pieces are named by the key they give, or by the first of several.
 *
 * Versions are compared for being different, not for being newer: a change is found however late it was committed
 * and whatever the clocks say. Two changes within one tick of the clock can look the same, therefore a piece has no
 * version until its last change is older than any writer takes to finish one; until then its text is compared.
 */
export class ChangeLedger {
  readonly #name = randomBytes(9).toString("base64url");
  readonly #groups = new Map<string, Group>();
  readonly #pieces = new Map<string, Piece>();
  #generation = 0;

  /** Where a reader stands that has seen everything observed so far. */
  get cursor(): Cursor {
    return `${this.#name}.${this.#generation}`;
  }

  /** Takes in which pieces there are now; the others are forgotten. Every piece is in one group. */
  observe(groups: ReadonlyMap<string, PieceGroup>): void {
    this.#generation += 1;
    for (const name of this.#groups.keys()) if (!groups.has(name)) this.#forget(name);
    for (const [name, { version, pieces }] of groups) {
      const known = this.#groups.get(name);
      if (known && version !== undefined && known.version === version) continue;
      const versions = pieces();
      for (const id of known?.pieces ?? []) if (!versions.has(id)) this.#pieces.delete(id);
      this.#groups.set(name, { version, pieces: [...versions.keys()] });
      for (const [id, pieceVersion] of versions) this.#observePiece(id, name, pieceVersion);
    }
  }

  /** The pieces to look at for a reader that stands at `since`; all of them when that is not a cursor of this ledger. */
  suspectedSince(since: Cursor | undefined): string[] {
    const seen = this.#generationAt(since);
    return [...this.#pieces].filter(([, piece]) => piece.suspected > seen).map(([id]) => id);
  }

  /** Takes in a piece's text. @returns whether it is news for a reader that stands at `since` */
  isNews(id: string, text: string, since: Cursor | undefined): boolean {
    const piece = this.#pieces.get(id);
    if (!piece) return false;
    if (piece.suspected > piece.changed) noteText(piece, text);
    return piece.changed > this.#generationAt(since);
  }

  /** Notes which keys a piece gave. */
  noteKeys(id: string, keys: readonly string[]): void {
    const piece = this.#pieces.get(id);
    if (piece) piece.keys = keys;
  }

  /** Notes that a piece could not be read: its keys stay, and the next reading tries again. */
  noteUnreadable(id: string): void {
    const piece = this.#pieces.get(id);
    const group = piece && this.#groups.get(piece.group);
    if (group) group.version = undefined;
    if (piece) piece.version = undefined;
  }

  /** Notes that a piece has gone since it was observed. */
  noteGone(id: string): void {
    this.#pieces.delete(id);
  }

  /** Every key of the session, as far as its pieces were ever read. */
  keys(): Set<string> {
    return new Set([...this.#pieces.values()].flatMap((piece) => piece.keys));
  }

  #observePiece(id: string, group: string, version: Version): void {
    const piece = this.#pieces.get(id);
    if (piece && version !== undefined && piece.version === version) return;
    const known = piece ?? { changed: 0, textHash: undefined, keys: [id] };
    this.#pieces.set(id, { ...known, group, version, suspected: this.#generation });
  }

  #forget(group: string): void {
    for (const id of this.#groups.get(group)?.pieces ?? []) this.#pieces.delete(id);
    this.#groups.delete(group);
  }

  #generationAt(cursor: Cursor | undefined): number {
    const [name, generation] = cursor?.split(".") ?? [];
    return name === this.#name ? Number(generation) : 0;
  }
}

/** Hashing a whole session would cost more than reading it: only a text that no version tells apart is hashed. */
function noteText(piece: Piece, text: string): void {
  const isHashed = piece.version === undefined || piece.textHash !== undefined;
  const textHash = isHashed ? contentHash(text) : undefined;
  if (isHashed && textHash === piece.textHash) piece.suspected = piece.changed;
  else piece.changed = piece.suspected;
  piece.textHash = textHash;
}

/** Pieces whose versions are at hand anyway, as one group. */
export function ungrouped(
  group: string,
  versions: ReadonlyMap<string, Version>,
): ReadonlyMap<string, PieceGroup> {
  return new Map([[group, { version: undefined, pieces: () => versions }]]);
}
