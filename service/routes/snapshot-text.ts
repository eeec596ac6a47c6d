import type { Share } from "../../protocol/share.ts";
import type { Batch } from "../../protocol/share-state.ts";
import { formatEntry } from "../store/entry-text.ts";

/** About how much text is handed to the socket at once, in UTF-16 units. */
const CHUNK_LENGTH = 64 * 1024;

/** A whole share as one JSON object, chunk by chunk; contents go in as they were stored. */
export function jsonSnapshot(share: Share, batch: Batch<string>): Iterable<string> {
  const head = `{"share":${JSON.stringify(share)},"revision":${batch.revision},"entries":[`;
  return inChunks(function* () {
    yield head;
    let separator = "";
    for (const entry of batch.entries) {
      yield separator + formatEntry(entry);
      separator = ",";
    }
    yield "]}";
  });
}

/** The same as NDJSON: the head, then one entry per line. */
export function ndjsonSnapshot(share: Share, batch: Batch<string>): Iterable<string> {
  return inChunks(function* () {
    yield `${JSON.stringify({ share, revision: batch.revision })}\n`;
    for (const entry of batch.entries) yield `${formatEntry(entry)}\n`;
  });
}

function* inChunks(pieces: () => Iterable<string>): Iterable<string> {
  let chunk = "";
  for (const piece of pieces()) {
    chunk += piece;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk) yield chunk;
}
