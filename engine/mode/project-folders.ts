import { access } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isWithin } from "../folders/is-within.ts";
import { realPath } from "../folders/real-path.ts";

/**
 * The folders whose configs speak for a directory, the nearest first: up to the root of its repository, or
 * to the home folder, or to the top; and at least up to `workspaceFolder`, so that a repository within it is no way out.
 */
export async function projectFolders(
  directory: string,
  { workspaceFolder = directory, home = homedir() }: { workspaceFolder?: string; home?: string } = {},
): Promise<readonly string[]> {
  const [start, least, end] = await Promise.all([directory, workspaceFolder, home].map(realPath));
  const folders: string[] = [];
  for (let folder = start ?? directory; ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (path.dirname(folder) === folder) return folders;
    const isBelowWorkspace = least !== undefined && folder !== least && isWithin(least, folder);
    if (!isBelowWorkspace && (folder === end || (await exists(path.join(folder, ".git"))))) return folders;
  }
}

/** Whether something of this name is there. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
