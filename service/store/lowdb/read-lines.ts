import type { FileHandle } from "node:fs/promises";
import { NEWLINE } from "./journal-line.ts";

/** So much is taken in before others are served. */
const CHUNK_BYTES = 256 * 1024;
const LEAST_BYTES = 4096;

/** A complete line without its newline, and the position in the file after it. */
export interface FileLine {
  readonly line: Buffer;
  readonly end: number;
}

/** Reads a file's complete lines, a chunk's worth at a time; what follows the last newline is left out. */
export async function* readLines(file: Pick<FileHandle, "read" | "stat">): AsyncGenerator<FileLine[]> {
  // No larger than the file: there are many small ones.
  const { size } = await file.stat();
  const chunkBytes = Math.max(LEAST_BYTES, Math.min(size, CHUNK_BYTES));
  let begun: Buffer[] = [];
  for (let position = 0; ; ) {
    // Another one each time: lines are parts of it, and may be kept.
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return;
    const lines: FileLine[] = [];
    let start = 0;
    for (let end = newline(start); end >= 0; end = newline(start)) {
      const rest = chunk.subarray(start, end);
      const line = begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
      begun = [];
      start = end + 1;
      lines.push({ line, end: position + start });
    }
    if (start < bytesRead) begun.push(chunk.subarray(start, bytesRead));
    position += bytesRead;
    if (lines.length > 0) yield lines;

    function newline(from: number): number {
      return chunk.subarray(0, bytesRead).indexOf(NEWLINE, from);
    }
  }
}
