import { isWithin } from "./is-within.ts";
import { realPath } from "./real-path.ts";

/** The innermost of some folders that a directory is in, by real path; undefined when it is in none. */
export async function folderOf(directory: string, folders: readonly string[]): Promise<string | undefined> {
  const inside = await realPath(directory);
  const roots = await Promise.all(folders.map(async (folder) => ({ folder, real: await realPath(folder) })));
  const around = roots.filter(({ real }) => isWithin(real, inside));
  return around.sort((a, b) => (b.real?.length ?? 0) - (a.real?.length ?? 0))[0]?.folder;
}
