import type { Content, GrownText } from "../contents/content.ts";
import type { Statements } from "./database.ts";
import { BASE, type PieceName, PieceSource } from "./piece-source.ts";

/** Which keys: some, or those that have changed since a revision. */
export type Wanted = { readonly keys: readonly string[] } | { readonly since: number };

/** What a share holds under some keys. */
export interface LoadedContents {
  /** In the order of their keys. */
  readonly contents: readonly StoredContent[];
  /** Keys that were deleted, and at which revision. */
  readonly deletedAt: ReadonlyMap<string, number>;
}

/** A content and the revision at which it was put, which its pieces are found by. */
export interface StoredContent {
  readonly content: Content;
  readonly put: number;
}

/** A text that has grown as it is kept: its pieces are rows of their own. */
export type StoredText = Pick<GrownText, "path" | "end" | "start" | "length" | "half">;

interface EntryRow {
  readonly key: string;
  readonly revision: number;
  readonly put: number | null;
  readonly size: number;
  readonly base_size: number;
  readonly texts: string | null;
}

interface PieceRow extends PieceName {
  readonly size: number;
  readonly units: number;
  readonly half: number;
  readonly joint: string | null;
}

/**
 * Loads which contents there are, without their bytes. To be called where both of its questions are answered of the same
 * moment.
 * @param from what the bytes are read with, later
 */
export async function loadContents(
  statements: Statements,
  from: Statements,
  shareId: string,
  wanted: Wanted,
): Promise<LoadedContents> {
  const [condition, value] =
    "keys" in wanted ? ["entry.key = ANY($2::text[])", wanted.keys] : ["entry.revision > $2", wanted.since];
  const rows = await statements.query<EntryRow>(
    `SELECT key, revision, put, size, base_size, texts FROM entry WHERE share_id = $1 AND ${condition}`,
    [shareId, value],
  );
  const pieces = await statements.query<PieceRow>(
    `SELECT piece.key, piece.put, piece.text, piece.n, piece.size, piece.units, piece.half, piece.joint
     FROM entry JOIN piece ON piece.share_id = $1 AND piece.key = entry.key AND piece.put = entry.put
     WHERE entry.share_id = $1 AND ${condition}
     ORDER BY piece.key, piece.text, piece.n`,
    [shareId, value],
  );
  return putTogether(rows, pieces, new PieceSource(from, shareId));
}

function putTogether(
  rows: readonly EntryRow[],
  pieces: readonly PieceRow[],
  source: PieceSource,
): LoadedContents {
  const byKey = new Map<string, PieceRow[]>();
  for (const piece of pieces) {
    const same = byKey.get(piece.key);
    if (same) same.push(piece);
    else byKey.set(piece.key, [piece]);
  }
  const contents: StoredContent[] = [];
  const deletedAt = new Map<string, number>();
  for (const row of [...rows].sort((a, b) => (a.key < b.key ? -1 : 1)))
    if (row.put === null) deletedAt.set(row.key, row.revision);
    else contents.push({ content: contentOf(row, byKey.get(row.key) ?? [], source), put: row.put });
  return { contents, deletedAt };
}

function contentOf(row: EntryRow, pieces: readonly PieceRow[], source: PieceSource): Content {
  const { key, revision, size, base_size } = row;
  const [place] = pieces.filter(({ text }) => text === BASE).map((piece) => source.add(piece, piece.size));
  // One whose pieces are not there is looked for all the same, and not found.
  const missing = () => source.add({ key, put: row.put ?? 0, text: BASE, n: 0 }, base_size);
  const texts = (JSON.parse(row.texts ?? "[]") as StoredText[]).map((text, index) =>
    grownText(
      text,
      pieces.filter((piece) => piece.text === index),
      source,
    ),
  );
  return { key, revision, size, base: { place: place ?? missing(), offset: 0, length: base_size }, texts };
}

function grownText(text: StoredText, pieces: readonly PieceRow[], source: PieceSource): GrownText {
  const chunks = pieces.map((piece) => ({
    segment: { place: source.add(piece, piece.size), offset: 0, length: piece.size },
    length: piece.units,
    half: piece.half,
    joint: piece.joint ?? undefined,
  }));
  return { ...text, end: text.end ?? undefined, chunks, count: chunks.length };
}
