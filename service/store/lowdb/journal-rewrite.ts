import { type JournalLines, type JournalRecord, lengthOf } from "./journal-lines.ts";
import type { LineFile, NewLineFile } from "./line-file.ts";
import { BEGINS, type RecordPlace } from "./scan-journal.ts";

const WRITE_BYTES = 1024 * 1024;
/** Most that is read at once, unless a single record is longer. */
const READ_BYTES = 1024 * 1024;

/** Where records are in a file that was written anew. */
export interface Rewritten {
  readonly places: readonly RecordPlace[];
  /** Those that were added to the journal meanwhile. */
  readonly added: readonly RecordPlace[];
}

/** Writes a journal anew beside itself, while records are added to it. */
export class JournalRewrite {
  readonly #old: LineFile;
  readonly #lines: JournalLines;
  #new: NewLineFile | undefined;
  #count = 0;
  /** Added to the old file, not in the new one yet. */
  #behind: RecordPlace[] = [];

  constructor(old: LineFile, lines: JournalLines) {
    this.#old = old;
    this.#lines = lines;
  }

  /** The number of the last record of the new file. */
  get last(): number {
    return this.#lines.last;
  }

  add(places: readonly RecordPlace[]): void {
    this.#behind.push(...places);
  }

  /** Writes the records, and those that are added until it has done that. Throws what writing and reading throw. */
  async write(records: AsyncIterable<JournalRecord>): Promise<void> {
    this.#new = await this.#old.beginNew();
    await this.#writeAll(withBeginning(records));
    this.#count = this.#lines.places.length;
    while (this.#behind.length > 0 && sizeOf(this.#behind) > WRITE_BYTES) await this.#catchUp();
    await this.#new.file.datasync();
  }

  /** Writes what is still missing, for when nothing can be added, and answers the file that is finished. */
  async finish(): Promise<{ readonly file: NewLineFile; readonly written: Rewritten }> {
    await this.#catchUp();
    if (!this.#new) throw new Error("nothing was written");
    await this.#new.file.datasync();
    const { places } = this.#lines;
    return {
      file: this.#new,
      written: { places: places.slice(1, this.#count), added: places.slice(this.#count) },
    };
  }

  async discard(): Promise<void> {
    await this.#new?.discard();
    this.#new = undefined;
  }

  async #catchUp(): Promise<void> {
    const behind = this.#behind;
    this.#behind = [];
    await this.#writeAll(readRecords(this.#old, behind));
  }

  async #writeAll(records: AsyncIterable<JournalRecord>): Promise<void> {
    let waiting: Uint8Array[] = [];
    let bytes = 0;
    const flush = async () => {
      await this.#new?.write(waiting);
      waiting = [];
      bytes = 0;
    };
    for await (const record of records) {
      const line = this.#lines.add(record);
      for (const piece of line) waiting.push(piece);
      bytes += lengthOf(line);
      if (bytes >= WRITE_BYTES) await flush();
    }
    await flush();
  }
}

async function* withBeginning(records: AsyncIterable<JournalRecord>): AsyncGenerator<JournalRecord> {
  yield BEGINS;
  yield* records;
}

/** Records that follow one another in a file, many with one reading. */
async function* readRecords(file: LineFile, places: readonly RecordPlace[]): AsyncGenerator<Buffer> {
  for (let from = 0; from < places.length; ) {
    const begin = places[from]?.start ?? 0;
    let to = from + 1;
    while (to < places.length && endOf(places[to]) - begin <= READ_BYTES) to += 1;
    const bytes = await file.read(begin, endOf(places[to - 1]) - begin);
    for (const { start, length } of places.slice(from, to))
      yield bytes.subarray(start - begin, start - begin + length);
    from = to;
  }
}

const endOf = (place: RecordPlace | undefined) => (place ? place.start + place.length : 0);

function sizeOf(places: readonly RecordPlace[]): number {
  return places.reduce((sum, { length }) => sum + length, 0);
}
