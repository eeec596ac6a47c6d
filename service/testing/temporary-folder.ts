import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives each test of a suite a folder of its own, and removes it afterwards. For tests. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    // A program that is just being stopped may still write there.
    for (const folder of folders.splice(0))
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), "share-"));
    folders.push(folder);
    return folder;
  };
}
