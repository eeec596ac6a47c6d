import * as fs from "node:fs/promises";
import { dirname } from "node:path";

/** Opens a file; the one seam through which journals reach the disk, so that tests can fill it. */
export type OpenFile = (path: string, flags: string, mode?: number) => Promise<fs.FileHandle>;

/** Only the service's own user may read shares. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** Removes a file for good; one that is not there is fine. */
export async function removeFile(path: string): Promise<void> {
  await fs.rm(path, { force: true });
  await syncFolder(dirname(path));
}

/** Makes created, renamed and removed names durable. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await fs.open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Writes all bytes at a position. */
export async function writeAll(file: fs.FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const result = await file.write(bytes, written, bytes.length - written, position + written);
    written += result.bytesWritten;
  }
}
