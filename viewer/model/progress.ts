import type { Session } from "../../protocol/session.ts";
import type { Turn } from "./turns.ts";

/** The last message, when it is an answer that is neither finished nor failed. */
export function unfinishedId(turns: readonly Turn[]): string | undefined {
  const last = turns.at(-1);
  const message = last?.message.parsed;
  if (message?.role !== "assistant" || message.error || message.time.completed !== undefined)
    return undefined;
  return last?.id;
}

/** How many messages at the end their author has taken back. A revert to a part keeps its message. */
export function undoneCount(session: Session | undefined, turns: readonly Turn[]): number {
  if (!session?.revert) return 0;
  const { messageID, partID } = session.revert;
  const first = turns.findIndex(({ id }) => id === messageID);
  return first === -1 ? 0 : turns.length - first - Number(partID !== undefined);
}
