import { crc32 } from "node:zlib";

const CHECKSUM_LENGTH = 8;
const SPACE = 32;
const OPENING_BRACE = 123;
export const NEWLINE = 10;

/** One record of a journal, cut out of its line. */
export interface ParsedLine {
  /** Its place in the journal, from 1; undefined in lines as they were before there were numbers. */
  readonly seq: number | undefined;
  readonly json: Buffer;
  /** Where the JSON begins in the line, in bytes. */
  readonly start: number;
}

/** What the checksums of a journal begin with, so that no line counts in a file that it was not written to. */
export function seedOf(name: string): number {
  return crc32(name);
}

/** One record as one line: `<CRC-32 of the rest, in hex> <sequence number> <JSON>` and a newline. */
export function formatLine(seed: number, seq: number, json: Uint8Array): Buffer {
  return Buffer.concat([startLine(seed, seq, [json]), json, Buffer.of(NEWLINE)]);
}

/** What stands in a line before its JSON, which is given in pieces. */
export function startLine(seed: number, seq: number, json: readonly Uint8Array[]): Buffer {
  const number = `${seq} `;
  const checksum = json.reduce((sum, piece) => crc32(piece, sum), crc32(number, seed));
  return Buffer.from(`${hex(checksum)} ${number}`);
}

/** The record of a line (given without its newline); undefined when the line is damaged. */
export function parseLine(seed: number, line: Buffer): ParsedLine | undefined {
  const rest = CHECKSUM_LENGTH + 1;
  const isOld = line[rest] === OPENING_BRACE;
  const body = line.subarray(rest);
  if (readHex(line) !== (isOld ? crc32(body) : crc32(body, seed))) return undefined;
  if (line[CHECKSUM_LENGTH] !== SPACE) return undefined;
  if (isOld) return { seq: undefined, json: body, start: rest };
  const space = body.indexOf(SPACE);
  const seq = Number(body.toString("latin1", 0, space));
  if (space < 1 || !Number.isSafeInteger(seq) || seq < 1) return undefined;
  return { seq, json: body.subarray(space + 1), start: rest + space + 1 };
}

/** Digits as `hex` writes them, by their byte; a service reads hundreds of thousands of checksums at its start. */
const DIGITS = new Map([..."0123456789abcdef"].map((digit, value) => [digit.charCodeAt(0), value]));

/** The checksum that a line begins with; NaN: it begins with none. */
function readHex(line: Buffer): number {
  let checksum = 0;
  for (let at = 0; at < CHECKSUM_LENGTH; at += 1)
    checksum = checksum * 16 + (DIGITS.get(line[at] as number) ?? Number.NaN);
  return checksum;
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(CHECKSUM_LENGTH, "0");
}
