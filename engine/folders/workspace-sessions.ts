import type { OnSome, SessionSource, SessionSummary } from "../sources/session-source.ts";
import { isWithin } from "./is-within.ts";
import { realPath } from "./real-path.ts";
import type { Repositories } from "./repositories.ts";

export interface WorkspaceSessionsOptions {
  /** Hears of some of them while a large storage is still being read. */
  readonly onSome?: OnSome | undefined;
  /** Given where the sessions of the same repositories count, too: of folders above, beside and of other worktrees. */
  readonly repositories?: Repositories | undefined;
}

/** The root sessions that work in one of these folders or below, last updated first. @throws SourceUnavailableError */
export async function workspaceSessions(
  source: Pick<SessionSource, "list">,
  folders: readonly string[],
  { onSome, repositories }: WorkspaceSessionsOptions = {},
): Promise<readonly SessionSummary[]> {
  const roots = await Promise.all(folders.map(realPath));
  const open = (await repositories?.idsOf(folders)) ?? new Set();
  return insideOf(await source.list(onSome && (async (some) => onSome(await insideOf(some)))));

  async function insideOf(listed: readonly SessionSummary[]): Promise<readonly SessionSummary[]> {
    const sessions = listed.filter(({ parentId }) => parentId === undefined);
    const directories = [...new Set(sessions.map(({ directory }) => directory))];
    const isIn = await Promise.all(directories.map(isInside));
    const inside = new Set(directories.filter((_, n) => isIn[n]));
    return sessions.filter(({ directory }) => inside.has(directory));
  }

  async function isInside(directory: string): Promise<boolean> {
    const real = await realPath(directory);
    if (roots.some((root) => isWithin(root, real))) return true;
    if (!repositories || open.size === 0) return false;
    const checkout = await repositories.of(directory);
    return checkout !== undefined && open.has(checkout.repository);
  }
}
