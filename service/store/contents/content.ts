import type { TextAppend } from "../../../protocol/entries.ts";
import { inMemory, type Segment, slice } from "./segment.ts";
import { isFirstHalf, isSecondHalf, type TextEnd } from "./text-finder.ts";

/** Bytes of an escaped half of a pair: `\ud83d`. */
export const HALF_BYTES = 6;
/** What a key, and a deletion that is remembered, count beside their bytes. */
export const OVERHEAD_BYTES = 64;
/** What each piece of a text counts beside its bytes. */
export const CHUNK_BYTES = 32;
/** In how many texts a content can grow before it has to be put anew. */
export const MAX_TEXTS = 16;

/** What a share keeps under a key: the JSON text that was put, and what was appended to texts inside it. */
export interface Content {
  readonly key: string;
  /** When it changed last. */
  readonly revision: number;
  /** Length of its JSON text, in bytes. */
  readonly size: number;
  readonly base: Segment;
  /** Texts that have grown since it was put. */
  readonly texts: readonly GrownText[];
  /** Its hash, once somebody has asked for it. */
  hash?: string;
}

/** A text inside a content that has grown. */
export interface GrownText {
  readonly path: readonly string[];
  /** Where it ends in the base, in bytes; undefined: that has to be found out. */
  readonly end: number | undefined;
  /** Its length, in UTF-16 units: in the base, and now. */
  readonly start: number;
  readonly length: number;
  /** Its last unit, if that is the first half of a pair; else 0. */
  readonly half: number;
  /** Its pieces. Those beyond `count` belong to later states of the same text. */
  readonly chunks: Chunk[];
  readonly count: number;
}

/** A piece of text, as it stands in JSON. */
export interface Chunk {
  readonly segment: Segment;
  /** In UTF-16 units. */
  readonly length: number;
  /** Its first unit, if that is the second half of a pair; else 0. */
  readonly half: number;
  /** The character that ends the piece before and begins this one, both of which hold half of it as an escape. */
  readonly joint: string | undefined;
}

const NOTHING: readonly GrownText[] = [];

export function newContent(key: string, base: Segment, revision: number): Content {
  return { key, revision, size: base.length, base, texts: NOTHING };
}

/** What a content counts towards the size of its share, in bytes. */
export function weightOf({ key, size, texts }: Content): number {
  return key.length + size + OVERHEAD_BYTES + CHUNK_BYTES * chunksOf(texts);
}

/** How many pieces texts have grown by. */
export function chunksOf(texts: readonly GrownText[]): number {
  return texts.reduce((sum, { count }) => sum + count, 0);
}

export function textAt({ texts }: Content, path: readonly string[]): GrownText | undefined {
  return texts.find((text) => isSamePath(text.path, path));
}

/** A text that has not grown yet, as it was found. */
export function foundText(path: readonly string[], { end, length, half }: TextEnd): GrownText {
  return { path, end, start: length, length, half, chunks: [], count: 0 };
}

/** A text of which only the length is known. */
export function presumedText(path: readonly string[], length: number): GrownText {
  return { path, end: undefined, start: length, length, half: 0, chunks: [], count: 0 };
}

/** The content after an append that continues `text`, one of its own or one that has just been found in it. */
export function grow(
  content: Content,
  text: GrownText,
  { text: added }: TextAppend,
  segment: Segment,
  revision: number,
): Content {
  if (added === "") return { ...content, revision };
  const [first, last] = [added.charCodeAt(0), added.charCodeAt(added.length - 1)];
  const half = isSecondHalf(first) ? first : 0;
  const chunk: Chunk = { segment, length: added.length, half, joint: jointOf(text.half, half) };
  text.chunks[text.count] = chunk;
  const grown: GrownText = {
    ...text,
    length: text.length + added.length,
    half: isFirstHalf(last) ? last : 0,
    count: text.count + 1,
  };
  return withText({ ...content, size: content.size + segment.length + jointBytes(chunk), revision }, grown);
}

/** The content with a text whose place in the base was found out. */
export function settle(content: Content, text: GrownText, { end, half }: TextEnd): Content {
  const [first, ...rest] = text.chunks;
  if (!first) return withText(content, { ...text, end });
  const chunk = { ...first, joint: jointOf(half, first.half) };
  const size = content.size + jointBytes(chunk);
  return withText({ ...content, size }, { ...text, end, chunks: [chunk, ...rest] });
}

/** A content without a text that turned out not to be there. */
export function unsettle(content: Content, text: GrownText): Content {
  const texts = content.texts.filter(({ path }) => path !== text.path);
  const pieces = text.chunks.slice(0, text.count);
  const lost = pieces.reduce((sum, chunk) => sum + chunk.segment.length + jointBytes(chunk), 0);
  return { ...content, texts, size: content.size - lost };
}

/** The segments that are a content's JSON text when they are read one after another. */
export function* segmentsOf({ base, texts }: Content): Generator<Segment> {
  let position = 0;
  for (const text of [...texts].sort((a, b) => (a.end ?? 0) - (b.end ?? 0))) {
    const end = text.end ?? base.length;
    yield slice(base, position, end - (text.chunks[0]?.joint === undefined ? 0 : HALF_BYTES));
    yield* chunkSegments(text.chunks, 0, text.count, true);
    position = end;
  }
  yield slice(base, position, base.length);
}

/**
 * The same for some of the pieces of a text.
 * @param isJoined the first is joined with what is before it; otherwise it stands alone, with half a character if need be
 */
export function* chunkSegments(
  chunks: readonly Chunk[],
  from: number,
  to: number,
  isJoined: boolean,
): Generator<Segment> {
  for (let n = from; n < to; n++) {
    const chunk = chunks[n];
    if (!chunk) return;
    const joint = n > from || isJoined ? chunk.joint : undefined;
    const isCut = n + 1 < to && chunks[n + 1]?.joint !== undefined;
    if (joint !== undefined) yield inMemory(Buffer.from(joint));
    yield slice(
      chunk.segment,
      joint === undefined ? 0 : HALF_BYTES,
      chunk.segment.length - (isCut ? HALF_BYTES : 0),
    );
  }
}

export function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, level) => name === other[level]);
}

function withText(content: Content, text: GrownText): Content {
  const others = content.texts.filter(({ path }) => !isSamePath(path, text.path));
  return {
    key: content.key,
    revision: content.revision,
    size: content.size,
    base: content.base,
    texts: [...others, text],
  };
}

function jointOf(first: number, second: number): string | undefined {
  return first && second ? String.fromCharCode(first, second) : undefined;
}

/** What joining two halves adds to the length of a text: it is less. */
function jointBytes({ joint }: Chunk): number {
  return joint === undefined ? 0 : Buffer.byteLength(joint) - 2 * HALF_BYTES;
}
