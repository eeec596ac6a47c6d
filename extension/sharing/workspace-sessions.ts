import { realpath } from "node:fs/promises";
import path from "node:path";
import type { SessionSource, SessionSummary } from "../sources/session-source.ts";

/** The root sessions that work in one of these folders or below, last updated first. @throws SourceUnavailableError */
export async function workspaceSessions(
  source: SessionSource,
  folders: readonly string[],
): Promise<readonly SessionSummary[]> {
  const roots = await Promise.all(folders.map(realPath));
  const sessions = (await source.list()).filter((session) => session.parentId === undefined);
  const directories = [...new Set(sessions.map(({ directory }) => directory))];
  const inside = new Set<string>();
  for (const directory of directories) {
    const real = await realPath(directory);
    if (roots.some((root) => isWithin(root, real))) inside.add(directory);
  }
  return sessions.filter(({ directory }) => inside.has(directory));
}

/** Follows links; a folder that is gone stays what it is called. */
const realPath = (folder: string) => realpath(folder).catch(() => path.resolve(folder));

/** Whether `directory` is `root` or below it; both absolute. */
export function isWithin(root: string, directory: string): boolean {
  const relative = path.relative(root, directory);
  const leaves = relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return !leaves;
}
