import type { FileHandle } from "node:fs/promises";
import { mayTouchAll } from "./journal-damage.ts";
import { type ParsedLine, parseLine } from "./journal-line.ts";
import { readLines } from "./read-lines.ts";
import { Sequence } from "./sequence.ts";

/** Where the JSON of a record lies in its file, in bytes, and its number. */
export interface RecordPlace {
  readonly seq: number;
  readonly start: number;
  readonly length: number;
}

/** The first record of a journal that was written anew: what was numbered lower is of no account. */
export const BEGINS = Buffer.from('{"begins":true}');

/** What was found in a journal as it lies on disk. */
export interface Scan {
  readonly sequence: Sequence;
  /** How many records are whole. */
  readonly records: number;
  /** What is damaged, line by line; only the first few. */
  readonly wrong: readonly string[];
  /** Where the last complete line ends. */
  readonly end: number;
  readonly size: number;
}

type Take = (json: Buffer, place: RecordPlace) => void;

/** Longest record that is looked for at the end of a file, in bytes; a longer one that is not finished is torn. */
const MAX_TAIL_BYTES = 64 * 1024 * 1024;
/** Longest list of what is wrong with one file. */
const MAX_WRONG = 5;

/**
 * Reads a journal from its beginning, whatever it is like.
 * @param take gets each record that is whole, in the order of the file; when it throws, the record counts as lost
 */
export async function scanJournal(
  file: Pick<FileHandle, "read" | "stat">,
  seed: number,
  take: Take,
): Promise<Scan> {
  const found = new Finds(seed, take);
  let end = 0;
  for await (const lines of readLines(file))
    for (const { line, end: here } of lines) {
      found.takeLine(line, end);
      end = here;
    }
  const { size } = await file.stat();
  // A record whose newline alone is damaged was written to its end; one that is torn is not.
  if (size > end && size - end <= MAX_TAIL_BYTES) found.takeTail(await readTail(file, end, size), end);
  const { sequence, records, wrong } = found;
  if (wrong.length === 0 && sequence.lostUpTo > 0) wrong.push("records in the middle are missing");
  return { sequence, records, wrong, end, size };
}

/** What is found line by line. */
class Finds {
  readonly sequence = new Sequence();
  readonly wrong: string[] = [];
  records = 0;
  readonly #seed: number;
  readonly #take: Take;
  #line = 0;

  constructor(seed: number, take: Take) {
    this.#seed = seed;
    this.#take = take;
  }

  /** A line without its newline, and where it begins in the file. */
  takeLine(line: Buffer, start: number): void {
    this.#line += 1;
    const parsed = parseLine(this.#seed, line);
    const continues = parsed && this.sequence.take(parsed.seq);
    if (!parsed || !continues) {
      this.sequence.takeDamaged();
      this.#complain(parsed ? "it is from before the lines around it" : "the checksum is wrong");
      return;
    }
    if (continues !== "next")
      this.#complain(continues === "late" ? "it is out of order" : "it is there twice");
    this.#takeRecord(parsed, start);
  }

  /** What follows the last newline. */
  takeTail(tail: Buffer, start: number): void {
    const line = tail.subarray(0, -1);
    if (!parseLine(this.#seed, line)) return;
    this.takeLine(line, start);
    this.#complain("its end is damaged");
  }

  #takeRecord({ json, seq = this.sequence.last, start }: ParsedLine, lineStart: number): void {
    if (json.equals(BEGINS)) {
      this.sequence.beginAt(seq);
      return;
    }
    try {
      this.#take(json, { seq, start: lineStart + start, length: json.length });
      this.records += 1;
    } catch (error) {
      if (mayTouchAll(error)) this.sequence.lose(seq);
      this.#complain("the record makes no sense");
    }
  }

  #complain(what: string): void {
    if (this.wrong.length < MAX_WRONG) this.wrong.push(`line ${this.#line}: ${what}`);
  }
}

async function readTail(file: Pick<FileHandle, "read">, start: number, end: number): Promise<Buffer> {
  const tail = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(tail, 0, tail.length, start);
  return tail.subarray(0, bytesRead);
}
