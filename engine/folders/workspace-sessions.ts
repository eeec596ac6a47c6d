import path from "node:path";
import type { OnSome, SessionSource, SessionSummary } from "../sources/session-source.ts";
import { realPath } from "./real-path.ts";

/**
 * The root sessions that work in one of these folders or below, last updated first. `onSome` hears of some of them while a
 * large storage is still being read. @throws SourceUnavailableError
 */
export async function workspaceSessions(
  source: Pick<SessionSource, "list">,
  folders: readonly string[],
  onSome?: OnSome,
): Promise<readonly SessionSummary[]> {
  const roots = await Promise.all(folders.map(realPath));
  return insideOf(await source.list(onSome && (async (some) => onSome(await insideOf(some)))));

  async function insideOf(listed: readonly SessionSummary[]): Promise<readonly SessionSummary[]> {
    const sessions = listed.filter(({ parentId }) => parentId === undefined);
    const directories = [...new Set(sessions.map(({ directory }) => directory))];
    const real = await Promise.all(directories.map(realPath));
    const inside = new Set(directories.filter((_, n) => roots.some((root) => isWithin(root, real[n]))));
    return sessions.filter(({ directory }) => inside.has(directory));
  }
}

/** Whether `directory` is `root` or below it; both absolute. Without one of them it is not. */
export function isWithin(root: string | undefined, directory: string | undefined): boolean {
  if (root === undefined || directory === undefined) return false;
  const relative = path.relative(root, directory);
  const leaves = relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return !leaves;
}
