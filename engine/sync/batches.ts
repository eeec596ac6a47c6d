import { BATCH_BYTES, MAX_BATCH_ENTRIES } from "../../protocol/limits.ts";
import type { Sending } from "./acknowledged.ts";

/** Cuts what is sent into requests, in order: few enough, small enough, and one that is too large alone by itself. */
export function* inBatches<T extends Pick<Sending, "parts">>(sendings: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const sending of sendings) {
    const size = sending.parts.reduce((sum, part) => sum + part.length, 0);
    if (batch.length === MAX_BATCH_ENTRIES || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(sending);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
