import { setImmediate } from "node:timers/promises";
import { type Chunk, type Content, chunkSegments, type GrownText, isSamePath } from "../contents/content.ts";
import type { Block } from "../contents/key-order.ts";
import type { OpenReadings } from "../contents/open-readings.ts";
import { PieceReader } from "../contents/piece-reader.ts";
import { appendParts, contentParts, deletedPart, type EntryParts } from "../contents/placed-batch.ts";
import { ReadBudget } from "../contents/read-budget.ts";
import type { ByteLocation, ByteSource, Segment } from "../contents/segment.ts";
import type { ShareContents } from "../contents/share-contents.ts";
import type { JournalRecord } from "./journal-lines.ts";
import type { Rewritten } from "./journal-rewrite.ts";
import type { LedgerRewrite } from "./ledger.ts";
import type { RecordPlace } from "./scan-journal.ts";
import { batchRecord } from "./share-record.ts";

/** About how long a record may become by joining entries, and a piece of text by joining appends, in bytes. */
const RECORD_BYTES = 1024 * 1024;
/** How many contents are exchanged at a time. */
const SLICE_CONTENTS = 500;

export interface ShareRewriteDeps {
  readonly head: Uint8Array;
  readonly contents: ShareContents;
  readonly readings: OpenReadings;
  /** Aborted when the share is closed. */
  readonly signal: AbortSignal;
  /** Who has to be told of each record that is written: this, or nobody any more. */
  readonly follow: (rewrite: ShareRewrite | undefined) => void;
  /** Where the share lies from now on. */
  readonly moveTo: (source: ByteSource) => void;
}

/** Where a content lies now. */
interface Moved {
  base: Segment;
  readonly texts: GrownText[];
}

/** An entry that waits for its record. */
interface Waiting {
  readonly bytes: Buffer;
  /** Told when the record is made: its place, and where the entry begins from there. */
  readonly isAt: (place: ByteLocation, offset: number) => void;
}

/**
 * A share's journal as it would be written now: the contents in the order of their keys, the pieces of each text joined,
 * then the deletions. It is made beside everything else, of what there was at its beginning.
 */
export class ShareRewrite implements LedgerRewrite {
  readonly #deps: ShareRewriteDeps;
  readonly #blocks: readonly Block<Content>[];
  readonly #deletions: readonly (readonly [key: string, revision: number])[];
  readonly #reader: PieceReader;
  /** Places of the records, in order; to be filled in. */
  readonly #places: { readonly place: ByteLocation; readonly entriesAt: number }[] = [];
  /** The same of the records that are added meanwhile; undefined for those without entries. */
  readonly #added: ({ readonly place: ByteLocation; readonly entriesAt: number } | undefined)[] = [];
  #moved: { readonly before: Content; readonly after: Moved }[] = [];

  constructor(deps: ShareRewriteDeps) {
    this.#deps = deps;
    this.#blocks = deps.contents.since(0).blocks;
    this.#deletions = [...deps.contents.deletions];
    this.#reader = new PieceReader(new ReadBudget(), deps.signal);
  }

  /** A record was added to the journal after this was begun. */
  add(place: ByteLocation | undefined, entriesAt: number): void {
    this.#added.push(place && { place, entriesAt });
  }

  async *records(): AsyncGenerator<JournalRecord> {
    yield this.#deps.head;
    let revision = 0;
    let waiting: Waiting[] = [];
    let bytes = 0;
    for await (const [next, entry] of this.#entries()) {
      if (waiting.length > 0 && (next !== revision || bytes + entry.bytes.length > RECORD_BYTES)) {
        yield this.#record(revision, waiting);
        waiting = [];
        bytes = 0;
      }
      revision = next;
      waiting.push(entry);
      bytes += entry.bytes.length;
    }
    if (waiting.length > 0) yield this.#record(revision, waiting);
  }

  begin(): void {
    this.#deps.follow(this);
  }

  failed(): void {
    this.#deps.follow(undefined);
  }

  async done({ places, added }: Rewritten, source: ByteSource): Promise<void> {
    this.#deps.follow(undefined);
    this.#fillIn(places, added, source);
    this.#deps.moveTo(source);
    await this.#exchange();
  }

  released(): Promise<void> {
    return this.#deps.readings.released();
  }

  #fillIn(places: readonly RecordPlace[], added: readonly RecordPlace[], source: ByteSource): void {
    // The first is the head.
    for (const [index, { place, entriesAt }] of this.#places.entries())
      Object.assign(place, { source, start: (places[index + 1]?.start ?? 0) + entriesAt });
    for (const [index, record] of this.#added.entries())
      if (record)
        Object.assign(record.place, { source, start: (added[index]?.start ?? 0) + record.entriesAt });
  }

  /** Lets the contents point to where they are now, a few at a time. Until then their old places are read. */
  async #exchange(): Promise<void> {
    const { contents } = this.#deps;
    for (const [index, { before, after }] of this.#moved.entries()) {
      if (index % SLICE_CONTENTS === SLICE_CONTENTS - 1) await setImmediate();
      const now = contents.get(before.key);
      if (now?.base === before.base) contents.exchange(now, continued(now, before, after));
    }
    this.#moved = [];
  }

  async *#entries(): AsyncGenerator<[revision: number, Waiting]> {
    for (const { items } of this.#blocks)
      for (const content of items)
        for await (const entry of this.#contentEntries(content)) yield [content.revision, entry];
    for (const [key, revision] of this.#deletions)
      yield [revision, { bytes: deletedPart(key), isAt: () => {} }];
  }

  async *#contentEntries(content: Content): AsyncGenerator<Waiting> {
    const moved: Moved = { base: content.base, texts: [] };
    yield await this.#entry(contentParts(content.key), [content.base], (segment) => {
      moved.base = segment;
    });
    for (const text of content.texts) {
      const joined: Chunk[] = [];
      let at = text.start;
      for (const [from, to] of pieces(text)) {
        const length = text.chunks.slice(from, to).reduce((sum, chunk) => sum + chunk.length, 0);
        const { half = 0, joint } = text.chunks[from] ?? {};
        const index = joined.length;
        joined.push({ segment: content.base, length, half, joint });
        const parts = appendParts(content.key, text.path, at);
        yield await this.#entry(parts, chunkSegments(text.chunks, from, to, false), (segment) => {
          joined[index] = { segment, length, half, joint };
        });
        at += length;
      }
      moved.texts.push({ ...text, chunks: joined, count: joined.length });
    }
    this.#moved.push({ before: content, after: moved });
  }

  async #entry(
    { before, after }: EntryParts,
    segments: Iterable<Segment>,
    isAt: (segment: Segment) => void,
  ): Promise<Waiting> {
    const pieces: Buffer[] = [];
    for await (const piece of this.#reader.read(segments)) pieces.push(piece);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return {
      bytes: Buffer.concat([before, ...pieces, after]),
      isAt: (place, offset) => isAt({ place, offset: offset + before.length, length }),
    };
  }

  #record(revision: number, entries: readonly Waiting[]): JournalRecord {
    const place: ByteLocation = { start: 0 };
    let offset = 0;
    for (const { bytes, isAt } of entries) {
      isAt(place, offset);
      offset += bytes.length + COMMA.length;
    }
    const texts = entries.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [COMMA, bytes]));
    const record = batchRecord(
      revision,
      entries.map(({ bytes }) => bytes.length),
      texts,
    );
    this.#places.push({ place, entriesAt: record.entriesAt });
    return record.json;
  }
}

const COMMA = Buffer.from(",");

/** Which pieces of a text to join, so that each is about as long as a record may be. */
function* pieces({ chunks, count }: GrownText): Generator<[from: number, to: number]> {
  let from = 0;
  let bytes = 0;
  for (let n = 0; n < count; n++) {
    const length = chunks[n]?.segment.length ?? 0;
    if (n > from && bytes + length > RECORD_BYTES) {
      yield [from, n];
      from = n;
      bytes = 0;
    }
    bytes += length;
  }
  if (count > from) yield [from, count];
}

/** What has become of `before`, as `after` says it, with what was appended since. */
function continued(now: Content, before: Content, after: Moved): Content {
  const texts = now.texts.map((text) => {
    const old = before.texts.find(({ path }) => isSamePath(path, text.path));
    const moved = after.texts.find(({ path }) => isSamePath(path, text.path));
    if (!old || !moved) return text;
    const chunks = [...moved.chunks, ...text.chunks.slice(old.count, text.count)];
    return { ...text, chunks, count: chunks.length };
  });
  return { ...now, base: after.base, texts };
}
