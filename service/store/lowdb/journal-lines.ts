import { formatLine, headLength } from "./journal-line.ts";
import type { RecordPlace } from "./scan-journal.ts";

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

  add(record: Uint8Array): Buffer {
    this.#last += 1;
    const seq = this.#last;
    const line = formatLine(this.#seed, seq, record);
    this.places.push({ seq, start: this.#size + headLength(seq), length: record.length });
    this.#size += line.length;
    return line;
  }
}
