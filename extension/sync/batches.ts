import type { Entry } from "../../protocol/entries.ts";
import { BATCH_BYTES, MAX_BATCH_ENTRIES } from "../../protocol/limits.ts";

/** Cuts entries into requests, in order: few enough, small enough, and one that is too large alone by itself. */
export function* inBatches(entries: Iterable<Entry>): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = JSON.stringify(entry).length;
    if (batch.length === MAX_BATCH_ENTRIES || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
