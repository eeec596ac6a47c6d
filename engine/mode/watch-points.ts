import path from "node:path";
import { exists } from "./project-folders.ts";

/** What to watch to learn of a file: one folder, not those below it, and the names in it that matter. */
export interface WatchPoint {
  readonly folder: string;
  readonly names: readonly string[];
}

/** Where to watch for some files of a folder. While it is missing, the way to it is watched instead, a step at a time. */
export async function watchPoint(folder: string, names: readonly string[]): Promise<WatchPoint> {
  if (await exists(folder)) return { folder, names };
  const parent = path.dirname(folder);
  return parent === folder ? { folder, names } : watchPoint(parent, [path.basename(folder)]);
}
