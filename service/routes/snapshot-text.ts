import type { ReadStep, SnapshotHead } from "../../protocol/snapshot.ts";
import { entryPieces } from "../store/entry-pieces.ts";
import type { ManifestReading, Reading } from "../store/reading.ts";

/** About how much text is handed to the socket at once, in bytes. */
const CHUNK_BYTES = 64 * 1024;

/** What is said before the entries. */
type Head = SnapshotHead & ReadStep;

/** A share as one JSON object, chunk by chunk; contents go in as they were stored. */
export function jsonSnapshot(head: Head, reading: Reading): AsyncIterable<Buffer> {
  return inChunks(async function* () {
    yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"entries":[`);
    let separator = "";
    for await (const entry of reading.entries()) {
      if (separator) yield Buffer.from(separator);
      yield* entryPieces(entry);
      separator = ",";
    }
    yield Buffer.from("]}");
  });
}

/** The same as NDJSON: the head, then one entry per line. */
export function ndjsonSnapshot(head: Head, reading: Reading): AsyncIterable<Buffer> {
  return inChunks(async function* () {
    yield Buffer.from(`${JSON.stringify(head)}\n`);
    for await (const entry of reading.entries()) {
      yield* entryPieces(entry);
      yield Buffer.from("\n");
    }
  });
}

/** The manifest as one JSON object. Keys and hashes never need escaping. */
export function manifestText(reading: ManifestReading): AsyncIterable<Buffer> {
  return inChunks(async function* () {
    yield Buffer.from(`{"revision":${reading.revision},"keys":{`);
    let separator = "";
    for await (const page of reading.pages()) {
      if (page.length === 0) continue;
      yield Buffer.from(separator + page.map(([key, hash]) => `"${key}":"${hash}"`).join(","));
      separator = ",";
    }
    yield Buffer.from("}}");
  });
}

/** Small pieces together, large ones as they are. */
async function* inChunks(pieces: () => AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let chunk: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces()) {
    chunk.push(piece);
    bytes += piece.length;
    if (bytes < CHUNK_BYTES) continue;
    yield chunk.length === 1 ? piece : Buffer.concat(chunk, bytes);
    chunk = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(chunk, bytes);
}
