import type { TextAppend } from "../../../protocol/entries.ts";
import type { StoredEntry } from "../store.ts";
import { type ByteLocation, inMemory, type Segment } from "./segment.ts";

/** A change of a share, its bytes told by where they are. */
export type PlacedEntry =
  | { readonly key: string; readonly content: Segment }
  /** `segment`: the text as it stands in JSON, without its quotes. */
  | { readonly key: string; readonly append: TextAppend; readonly segment: Segment }
  | { readonly key: string; readonly deleted: true };

/** A batch as it is kept: its entries as JSON text, with commas between them. */
export interface PlacedBatch {
  /** Where that text is; it holds the text itself until it is written. */
  readonly place: ByteLocation;
  /** Length of each entry, in bytes. */
  readonly sizes: readonly number[];
  readonly entries: readonly PlacedEntry[];
}

/** A batch that is to be kept. Its text is made once, and is what all take who are told of it. */
export interface NewBatch extends PlacedBatch {
  readonly text: Buffer;
}

/** What should be an entry's JSON text is none. */
class NotAnEntryError extends Error {
  constructor() {
    super("not an entry");
    this.name = "NotAnEntryError";
  }
}

const KEY = '{"key":"';
const CONTENT = '","content":';
const APPEND = '","append":';
const DELETED = '","deleted":true}';
const TEXT = '"text":"';
const COMMA = Buffer.from(",");
const END = Buffer.from("}");
const END_OF_APPEND = '"}}';

/** What stands before and after an entry's bytes. Keys never need escaping: see the key grammar. */
export interface EntryParts {
  readonly before: Buffer;
  readonly after: Buffer;
}

/** Of an entry that puts a content. */
export function contentParts(key: string): EntryParts {
  return { before: Buffer.from(`${KEY}${key}${CONTENT}`), after: END };
}

/** Of one that appends a text, as it stands in JSON without its quotes. */
export function appendParts(key: string, path: readonly string[], at: number): EntryParts {
  const before = `${KEY}${key}${APPEND}{"path":${JSON.stringify(path)},"at":${at},${TEXT}`;
  return { before: Buffer.from(before), after: Buffer.from(END_OF_APPEND) };
}

/** An entry that deletes. */
export function deletedPart(key: string): Buffer {
  return Buffer.from(`${KEY}${key}${DELETED}`);
}

/** An entry as JSON text, in pieces that go one after another. */
function formatEntry(entry: StoredEntry): Buffer[] {
  if ("deleted" in entry) return [deletedPart(entry.key)];
  if ("content" in entry) {
    const { before, after } = contentParts(entry.key);
    return [before, entry.content, after];
  }
  const { path, at, text } = entry.append;
  const { before, after } = appendParts(entry.key, path, at);
  return [before, escaped(text), after];
}

/** Puts a batch in its form. */
export function placeBatch(entries: readonly StoredEntry[]): NewBatch {
  const texts = entries.map(formatEntry);
  const sizes = texts.map((pieces) => pieces.reduce((sum, { length }) => sum + length, 0));
  const text = Buffer.concat(texts.flatMap((pieces, index) => (index === 0 ? pieces : [COMMA, ...pieces])));
  return { ...takeApart(text, { bytes: text, start: 0 }, sizes), text };
}

/** Takes a batch apart without parsing its contents. `bytes` are those that are at the place. */
export function takeApart(bytes: Buffer, place: ByteLocation, sizes: readonly number[]): PlacedBatch {
  let offset = 0;
  const entries = sizes.map((size) => {
    const entry = entryOf(bytes, place, offset, size);
    offset += size + COMMA.length;
    return entry;
  });
  return { place, sizes, entries };
}

function entryOf(bytes: Buffer, place: ByteLocation, offset: number, size: number): PlacedEntry {
  const end = bytes.indexOf('"', offset + KEY.length);
  const key = bytes.toString("latin1", offset + KEY.length, end);
  const follows = (text: string) => bytes.toString("latin1", end, end + text.length) === text;
  if (follows(DELETED)) return { key, deleted: true };
  if (follows(CONTENT)) {
    const start = end + CONTENT.length;
    return { key, content: { place, offset: start, length: offset + size - END.length - start } };
  }
  if (!follows(APPEND)) throw new NotAnEntryError();
  const append = JSON.parse(bytes.toString("utf8", end + APPEND.length, offset + size - 1)) as TextAppend;
  return { key, append, segment: textOf(append, bytes, place, offset + size) };
}

/** The text of an append that ends at `end`. One that does not stand last there, as once it could, is kept in memory. */
function textOf({ text }: TextAppend, bytes: Buffer, place: ByteLocation, end: number): Segment {
  const inJson = escaped(text);
  const offset = end - END_OF_APPEND.length - inJson.length;
  const expected = Buffer.concat([Buffer.from(TEXT), inJson, Buffer.from(END_OF_APPEND)]);
  const isThere = bytes.subarray(offset - TEXT.length, end).equals(expected);
  return isThere ? { place, offset, length: inJson.length } : inMemory(inJson);
}

function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}
