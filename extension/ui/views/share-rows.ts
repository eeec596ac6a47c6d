import { mergeShares } from "../../sharing/remote-shares.ts";
import type { App } from "../app.ts";
import type { Row } from "./rows-tree.ts";
import type { ShareFacts } from "./share-facts.ts";
import { shareRow } from "./share-row.ts";

export type ShareRowsDeps = Pick<App, "registry" | "sharing" | "remote"> & {
  readonly facts: ShareFacts;
  /** Whether the storage still has a session; undefined while that is not known. */
  readonly hasSession: (sessionId: string) => boolean | undefined;
};

/** Up to how many shares show their details at once. */
const MOST_OPEN = 5;

/** The rows of “Shares”: every share of this computer, and of the signed-in person from any other, the newest first. */
export async function shareRows({
  registry,
  sharing,
  remote,
  facts,
  hasSession,
}: ShareRowsDeps): Promise<readonly Row[]> {
  await registry.load();
  const active = new Map(sharing.list().map(({ record, status }) => [record.shareId, status]));
  const shares = mergeShares(registry.list(), remote.list());
  return [...shares]
    .sort((a, b) => b.record.createdAt - a.record.createdAt)
    .map(({ record, isFromElsewhere }) => {
      const status = active.get(record.shareId);
      return shareRow({
        record,
        fact: facts.get(record.shareId),
        pausedBy: status?.phase === "paused" ? status.message : undefined,
        isFromElsewhere,
        isSessionGone: !isFromElsewhere && hasSession(record.sessionId) === false,
        isOpen: shares.length <= MOST_OPEN,
      });
    });
}
