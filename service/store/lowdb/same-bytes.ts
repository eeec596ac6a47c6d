import type { FileHandle } from "node:fs/promises";

/** So much is compared at a time, in bytes. */
const CHUNK_BYTES = 1024 * 1024;

/** Whether two files are the same, byte by byte. */
export async function hasSameBytes(
  one: Pick<FileHandle, "read" | "stat">,
  other: Pick<FileHandle, "read" | "stat">,
): Promise<boolean> {
  const [{ size }, { size: otherSize }] = await Promise.all([one.stat(), other.stat()]);
  if (size !== otherSize) return false;
  const [a, b] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
  for (let position = 0; position < size; ) {
    const length = Math.min(CHUNK_BYTES, size - position);
    const [{ bytesRead }, { bytesRead: otherRead }] = await Promise.all([
      one.read(a, 0, length, position),
      other.read(b, 0, length, position),
    ]);
    if (bytesRead === 0 || bytesRead !== otherRead) return false;
    if (!a.subarray(0, bytesRead).equals(b.subarray(0, bytesRead))) return false;
    position += bytesRead;
  }
  return true;
}
