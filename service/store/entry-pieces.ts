import type { ReadEntry } from "./reading.ts";

/** An entry of a reading as JSON text, piece by piece. Keys never need escaping: see the key grammar. */
export async function* entryPieces(entry: ReadEntry): AsyncGenerator<Buffer> {
  if ("deleted" in entry) {
    yield Buffer.from(`{"key":"${entry.key}","deleted":true}`);
    return;
  }
  yield Buffer.from(`{"key":"${entry.key}","content":`);
  yield* entry.content();
  yield Buffer.from("}");
}
