import { realpath } from "node:fs/promises";
import path from "node:path";

/** Follows links; a folder that is gone stays what it is called. Undefined for no folder: a session may have none. */
export async function realPath(folder: string): Promise<string | undefined> {
  if (!path.isAbsolute(folder)) return undefined;
  return realpath(folder).catch(() => path.resolve(folder));
}
