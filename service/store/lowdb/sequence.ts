/** How the number of a record continues those before it. */
export type Continues = "next" | "late" | "repeated";

/** The numbers of a journal's records in the order in which they stand there, and which are missing. */
export class Sequence {
  #gaps: [from: number, to: number][] = [];
  #start: number;
  #next: number;
  #hasNumbers = false;
  #lostAtEnd = 0;
  #isDisordered = false;

  /** @param start `beginAt` */
  constructor(start = 0) {
    this.#start = start;
    this.#next = start + 1;
  }

  /** Where the journal was written anew, 0: never. */
  get start(): number {
    return this.#start;
  }

  /** The number of the last record, 0: there is none. */
  get last(): number {
    return this.#next - 1;
  }

  /** The highest number that was given out, as far as one can see. */
  get end(): number {
    return this.last + this.#lostAtEnd;
  }

  /** Records carry numbers, at least from one on. */
  get hasNumbers(): boolean {
    return this.#hasNumbers;
  }

  /** A record comes twice, or after a later one. */
  get isDisordered(): boolean {
    return this.#isDisordered;
  }

  /** The highest number whose record is lost; 0: none is. */
  get lostUpTo(): number {
    return this.#lostAtEnd > 0 ? this.end : (this.#gaps.at(-1)?.[1] ?? 0);
  }

  /** A record with its number, undefined for an old line; undefined: it has no place here. */
  take(seq: number | undefined): Continues | undefined {
    if (seq === undefined) {
      if (this.#hasNumbers) return undefined;
      this.#next += 1;
      return "next";
    }
    this.#hasNumbers = true;
    this.#lostAtEnd = 0;
    const continues = this.#place(seq);
    if (continues !== "next") this.#isDisordered = true;
    return continues;
  }

  /** The journal was written anew beginning with this number: what is lower is of no account. */
  beginAt(seq: number): void {
    if (seq <= this.#start) return;
    this.#start = seq;
    this.#gaps = this.#gaps.filter(([, to]) => to > seq);
  }

  /** A line that cannot be read. */
  takeDamaged(): void {
    if (this.#hasNumbers) this.#lostAtEnd += 1;
    else this.#gaps.push([this.#next, this.#next++]);
  }

  /** A record that can be read but not understood. */
  lose(seq: number): void {
    this.#gaps.push([seq, seq]);
    this.#gaps.sort(([, a], [, b]) => a - b);
  }

  /** The record of this number was there once, by another's word. */
  expect(seq: number): void {
    this.#lostAtEnd = Math.max(this.#lostAtEnd, seq - this.last);
  }

  #place(seq: number): Continues {
    if (seq >= this.#next) {
      if (seq > this.#next) this.#gaps.push([this.#next, seq - 1]);
      this.#next = seq + 1;
      return "next";
    }
    const at = this.#gaps.findIndex(([from, to]) => from <= seq && seq <= to);
    const gap = this.#gaps[at];
    if (!gap) return "repeated";
    const [from, to] = gap;
    const rest: [number, number][] = [
      [from, seq - 1],
      [seq + 1, to],
    ];
    this.#gaps.splice(at, 1, ...rest.filter(([first, last]) => first <= last));
    return "late";
  }
}
