import { CHUNK_BYTES, type Chunk, type Content, type GrownText, isSamePath } from "../contents/content.ts";
import type { Segment } from "../contents/segment.ts";
import type { ShareContents } from "../contents/share-contents.ts";
import type { Statements } from "./database.ts";
import type { LoadedContents, StoredContent, StoredText } from "./load-contents.ts";
import { BASE } from "./piece-source.ts";

/** Largest piece, in bytes; texts that grow by little fill pieces of at least this size. */
const MOST_BYTES = 256 * 1024;
const FULL_BYTES = 4 * 1024;
/** How many bytes of pieces go in one statement. */
const STATEMENT_BYTES = 4 * 1024 * 1024;

/** What stands under a key, in its row. */
export interface EntryRow {
  readonly key: string;
  readonly revision: number;
  /** null: deleted. */
  readonly put: number | null;
  readonly size: number;
  readonly baseSize: number;
  readonly texts: string | null;
}

/** Some bytes of it. */
export interface PieceRow {
  readonly key: string;
  readonly put: number;
  readonly text: number;
  readonly n: number;
  size: number;
  units: number;
  readonly half: number;
  readonly joint: string | undefined;
  bytes: Buffer;
}

/** What a step changes in the tables. */
interface Changes {
  readonly entries: EntryRow[];
  readonly pieces: PieceRow[];
  /** What pieces that are there grow by. */
  readonly growth: PieceRow[];
  readonly replaced: { readonly key: string; readonly put: number }[];
  /** How many pieces of texts went into others. */
  merged: number;
}

/**
 * Writes down what steps have made of the keys that they are about.
 * @param at ms since 1970
 * @returns by how many bytes the share is smaller than is known of it, since pieces of its texts went into others
 */
export async function saveContents(
  tx: Statements,
  shareId: string,
  keys: Iterable<string>,
  before: LoadedContents,
  after: ShareContents,
  at: number,
): Promise<number> {
  const known = new Map(before.contents.map((stored) => [stored.content.key, stored]));
  const changes: Changes = { entries: [], pieces: [], growth: [], replaced: [], merged: 0 };
  for (const key of new Set(keys)) {
    const content = after.get(key);
    const deletedAt = after.deletions.get(key);
    if (content) put(changes, content, known.get(key));
    else if (deletedAt !== undefined && deletedAt !== before.deletedAt.get(key))
      changes.entries.push({ key, revision: deletedAt, put: null, size: 0, baseSize: 0, texts: null });
    const last = known.get(key);
    if (last && last.content.base !== content?.base) changes.replaced.push({ key, put: last.put });
  }
  await write(tx, shareId, changes, at);
  return changes.merged * CHUNK_BYTES;
}

function put(changes: Changes, content: Content, before: StoredContent | undefined): void {
  const { key, revision, size, base } = content;
  const isSame = before?.content.base === base;
  if (isSame && before.content.revision === revision) return;
  const name = { key, put: isSame ? before.put : revision };
  if (!isSame) addBase(changes, name, base);
  const kept = isSame ? before.content.texts : [];
  const texts = inOrder(content.texts, kept);
  for (const [index, text] of texts.entries())
    addChunks(changes, { ...name, text: index }, text, kept[index]);
  const stored = texts.map(
    ({ path, end, start, length, half }): StoredText => ({ path, end, start, length, half }),
  );
  changes.entries.push({
    ...name,
    revision,
    size,
    baseSize: base.length,
    texts: texts.length === 0 ? null : JSON.stringify(stored),
  });
}

/** Texts keep the place that they have in the tables; new ones come after them. */
function inOrder(texts: readonly GrownText[], kept: readonly GrownText[]): readonly GrownText[] {
  const of = ({ path }: GrownText) => texts.find((text) => isSamePath(text.path, path));
  const isNew = ({ path }: GrownText) => !kept.some((text) => isSamePath(text.path, path));
  return [...kept.map((text) => of(text) ?? text), ...texts.filter(isNew)];
}

function addBase(changes: Changes, name: { key: string; put: number }, base: Segment): void {
  const bytes = bytesOf(base);
  for (let n = 0; n * MOST_BYTES < bytes.length; n++) {
    const piece = bytes.subarray(n * MOST_BYTES, (n + 1) * MOST_BYTES);
    changes.pieces.push({
      ...name,
      text: BASE,
      n,
      size: piece.length,
      units: 0,
      half: 0,
      joint: undefined,
      bytes: piece,
    });
  }
}

/** What a text has grown by. What is little goes into the piece before it, as long as that is small and ends with a whole character. */
function addChunks(
  changes: Changes,
  name: { readonly key: string; readonly put: number; readonly text: number },
  { chunks, count }: GrownText,
  kept: GrownText | undefined,
): void {
  const known = kept?.count ?? 0;
  const end = kept?.chunks[known - 1];
  let last: PieceRow | undefined = end && {
    ...name,
    n: known - 1,
    ...pieceOf(end, Buffer.alloc(0)),
    size: end.segment.length,
  };
  let isKept = true;
  let n = known;
  for (const chunk of chunks.slice(known, count)) {
    const bytes = bytesOf(chunk.segment);
    const row: PieceRow = { ...name, n, ...pieceOf(chunk, bytes) };
    if (last && chunk.joint === undefined && last.size + row.size <= FULL_BYTES) {
      if (isKept && last.bytes.length === 0) changes.growth.push(last);
      last.bytes = Buffer.concat([last.bytes, bytes]);
      last.size += row.size;
      last.units += row.units;
      changes.merged += 1;
      continue;
    }
    changes.pieces.push(row);
    last = row;
    isKept = false;
    n += 1;
  }
}

function pieceOf({ length, half, joint, segment }: Chunk, bytes: Buffer) {
  return { size: segment.length, units: length, half, joint, bytes };
}

function bytesOf({ place, offset, length }: Segment): Buffer {
  if (!place.bytes) throw new Error("the bytes are not at hand");
  return place.bytes.subarray(offset, offset + length);
}

/** Writes down rows as they are, of a share of which there are none under these keys. */
export function writeRows(
  tx: Statements,
  shareId: string,
  entries: EntryRow[],
  pieces: PieceRow[],
): Promise<void> {
  return write(tx, shareId, { entries, pieces, growth: [], replaced: [], merged: 0 }, 0);
}

async function write(tx: Statements, shareId: string, changes: Changes, at: number): Promise<void> {
  const { entries, pieces, growth, replaced } = changes;
  for (const rows of inStatements(pieces))
    await tx.query(
      `INSERT INTO piece (share_id, key, put, text, n, size, units, half, joint, bytes)
       SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::integer[], $5::integer[], $6::integer[], $7::integer[], $8::integer[], $9::text[], $10::bytea[])`,
      [
        shareId,
        ...names(rows),
        rows.map(({ size }) => size),
        rows.map(({ units }) => units),
        rows.map(({ half }) => half),
        rows.map(({ joint }) => joint ?? null),
        rows.map(({ bytes }) => bytes),
      ],
    );
  if (growth.length > 0)
    await tx.query(
      `UPDATE piece SET bytes = piece.bytes || more.bytes, size = more.size, units = more.units
       FROM unnest($2::text[], $3::bigint[], $4::integer[], $5::integer[], $6::integer[], $7::integer[], $8::bytea[])
         AS more (key, put, text, n, size, units, bytes)
       WHERE piece.share_id = $1 AND piece.key = more.key AND piece.put = more.put AND piece.text = more.text AND piece.n = more.n`,
      [
        shareId,
        ...names(growth),
        growth.map(({ size }) => size),
        growth.map(({ units }) => units),
        growth.map(({ bytes }) => bytes),
      ],
    );
  if (replaced.length > 0)
    await tx.query(
      `INSERT INTO replaced (share_id, key, put, at) SELECT $1, key, put, $4 FROM unnest($2::text[], $3::bigint[]) AS old (key, put)`,
      [shareId, replaced.map(({ key }) => key), replaced.map((old) => old.put), at],
    );
  if (entries.length > 0)
    await tx.query(
      `INSERT INTO entry (share_id, key, revision, put, size, base_size, texts)
       SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
       ON CONFLICT (share_id, key) DO UPDATE SET revision = excluded.revision, put = excluded.put,
         size = excluded.size, base_size = excluded.base_size, texts = excluded.texts`,
      [
        shareId,
        entries.map(({ key }) => key),
        entries.map(({ revision }) => revision),
        entries.map((entry) => entry.put),
        entries.map(({ size }) => size),
        entries.map(({ baseSize }) => baseSize),
        entries.map(({ texts }) => texts),
      ],
    );
}

function names(rows: readonly PieceRow[]): readonly unknown[][] {
  return [
    rows.map(({ key }) => key),
    rows.map(({ put: at }) => at),
    rows.map(({ text }) => text),
    rows.map(({ n }) => n),
  ];
}

function* inStatements(rows: readonly PieceRow[]): Generator<PieceRow[]> {
  let [some, bytes]: [PieceRow[], number] = [[], 0];
  for (const row of rows) {
    if (some.length > 0 && (bytes + row.size > STATEMENT_BYTES || some.length === 500)) {
      yield some;
      [some, bytes] = [[], 0];
    }
    some.push(row);
    bytes += row.size;
  }
  if (some.length > 0) yield some;
}
