import path from "node:path";
import { folderOf } from "./folder-of.ts";
import { realPath } from "./real-path.ts";
import type { Repositories } from "./repositories.ts";

/**
 * How a directory is called beside the folders of a window: "" for the only one, else the way from it, or from the name of
 * the checkout that it is in.
 */
export async function describeFolder(
  directory: string,
  folders: readonly string[],
  repositories: Repositories,
): Promise<string> {
  const folder = await folderOf(directory, folders);
  const root = folder ?? (await repositories.of(directory))?.root;
  if (root === undefined) return directory;
  const [from, to] = await Promise.all([realPath(root), realPath(directory)]);
  const way = from === undefined || to === undefined ? "" : path.relative(from, to);
  return folder !== undefined && folders.length === 1 ? way : path.join(path.basename(root), way);
}
