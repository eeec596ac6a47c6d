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
  const number = `${seq} `;
  const head = `${hex(crc32(json, crc32(number, seed)))} ${number}`;
  return Buffer.concat([Buffer.from(head), json, Buffer.of(NEWLINE)]);
}

/** Bytes of a line of `formatLine` before its JSON. */
export function headLength(seq: number): number {
  return CHECKSUM_LENGTH + 1 + String(seq).length + 1;
}

/** The record of a line (given without its newline); undefined when the line is damaged. */
export function parseLine(seed: number, line: Buffer): ParsedLine | undefined {
  const rest = CHECKSUM_LENGTH + 1;
  const isOld = line[rest] === OPENING_BRACE;
  const body = line.subarray(rest);
  const checksum = hex(isOld ? crc32(body) : crc32(body, seed));
  if (line.toString("latin1", 0, rest) !== `${checksum} `) return undefined;
  if (isOld) return { seq: undefined, json: body, start: rest };
  const space = body.indexOf(SPACE);
  const seq = Number(body.toString("latin1", 0, space));
  if (space < 1 || !Number.isSafeInteger(seq) || seq < 1) return undefined;
  return { seq, json: body.subarray(space + 1), start: rest + space + 1 };
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(CHECKSUM_LENGTH, "0");
}
