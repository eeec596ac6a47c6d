import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives each test of a suite folders of its own, and removes them after the suite, when all that wrote there has ended. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  after(() => {
    for (const folder of folders.splice(0))
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), "share-"));
    folders.push(folder);
    return folder;
  };
}
