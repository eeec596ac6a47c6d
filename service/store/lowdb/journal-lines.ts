import { startLine } from "./journal-line.ts";
import type { RecordPlace } from "./scan-journal.ts";

/** The JSON of a record, whole or in pieces: a large one is never copied to be one. */
export type JournalRecord = Uint8Array | readonly Uint8Array[];

const NEWLINE = Buffer.from("\n");

/** Makes lines that continue a journal, and remembers where they will be. */
export class JournalLines {
  readonly places: RecordPlace[] = [];
  readonly #seed: number;
  #last: number;
  #size: number;

  /**
   * @param last the number of the record before
   * @param size where the first line will begin, in bytes
   */
  constructor(seed: number, last: number, size: number) {
    this.#seed = seed;
    this.#last = last;
    this.#size = size;
  }

  get last(): number {
    return this.#last;
  }

  /** The line of a record, in pieces. */
  add(record: JournalRecord): Uint8Array[] {
    this.#last += 1;
    const seq = this.#last;
    const pieces = record instanceof Uint8Array ? [record] : record;
    const start = startLine(this.#seed, seq, pieces);
    const length = lengthOf(pieces);
    this.places.push({ seq, start: this.#size + start.length, length });
    this.#size += start.length + length + NEWLINE.length;
    return [start, ...pieces, NEWLINE];
  }
}

/** Length of pieces together, in bytes. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
