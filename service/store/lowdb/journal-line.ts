import { crc32 } from "node:zlib";

const CHECKSUM_LENGTH = 8;
export const NEWLINE = 10;

/** One record as one line: the CRC-32 of its JSON in hex, a space, the JSON, a newline. */
export function formatLine(json: Uint8Array | string): Buffer {
  const bytes = typeof json === "string" ? Buffer.from(json) : json;
  return Buffer.concat([Buffer.from(`${checksum(bytes)} `), bytes, Buffer.of(NEWLINE)]);
}

/** The JSON of a line (given without its newline); undefined when the line is torn. */
export function parseLine(line: Buffer): Buffer | undefined {
  const json = line.subarray(CHECKSUM_LENGTH + 1);
  return line.toString("latin1", 0, CHECKSUM_LENGTH + 1) === `${checksum(json)} ` ? json : undefined;
}

function checksum(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(CHECKSUM_LENGTH, "0");
}
