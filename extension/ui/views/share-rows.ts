import type { App } from "../app.ts";
import type { Row } from "./rows-tree.ts";
import type { ShareFacts } from "./share-facts.ts";
import { shareRow } from "./share-row.ts";

export type ShareRowsDeps = Pick<App, "registry" | "sharing"> & {
  readonly facts: ShareFacts;
  /** Whether the storage still has a session; undefined while that is not known. */
  readonly hasSession: (sessionId: string) => boolean | undefined;
};

/** Up to how many shares show their details at once. */
const MOST_OPEN = 5;

/** The rows of “Shares”: every share of this computer, the newest first. */
export async function shareRows({
  registry,
  sharing,
  facts,
  hasSession,
}: ShareRowsDeps): Promise<readonly Row[]> {
  await registry.load();
  const active = new Map(sharing.list().map(({ record, status }) => [record.shareId, status]));
  const records = registry.list();
  return [...records]
    .sort((a, b) => b.createdAt - a.createdAt)
    .map((record) => {
      const status = active.get(record.shareId);
      return shareRow({
        record,
        fact: facts.get(record.shareId),
        pausedBy: status?.phase === "paused" ? status.message : undefined,
        isSessionGone: hasSession(record.sessionId) === false,
        isOpen: records.length <= MOST_OPEN,
      });
    });
}
