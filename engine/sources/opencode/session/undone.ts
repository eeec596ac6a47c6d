import { isJsonObject, type JsonObject } from "../../../../protocol/json.ts";
import type { KeyPath } from "../../../../protocol/keys.ts";
import { comparePlaces, type MessagePlace } from "../../../../protocol/reading-order.ts";

/** From where on a person has taken a session back; what follows stays stored until the next prompt, or a redo. */
export interface Undone {
  readonly messageID: string;
  /** Of this message only the parts from here on. */
  readonly partID?: string;
}

/** What a session says is undone. */
export function undoneIn({ revert }: JsonObject): Undone | undefined {
  if (!isJsonObject(revert) || typeof revert.messageID !== "string") return undefined;
  const { messageID, partID } = revert;
  return { messageID, ...(typeof partID === "string" ? { partID } : {}) };
}

/** Whether a message, or one of its parts, is undone. @param place of the message */
export type IsUndone = (path: KeyPath, place: MessagePlace) => boolean;

/** @param first the place of the message that an undo names; undefined: it is stored no more */
export function undoneFrom(undone: Undone | undefined, first: MessagePlace | undefined): IsUndone {
  if (!undone) return () => false;
  return (path, place) => {
    if (path.kind === "info") return false;
    if (path.messageId !== undone.messageID)
      return first ? comparePlaces(place, first) > 0 : hasLaterId(path.messageId, undone.messageID);
    return undone.partID === undefined || (path.kind === "part" && path.partId >= undone.partID);
  };
}

/** An id of opencode begins with 48 bits of a clock that runs over every 2.2 years. */
const CLOCK = /^[a-z]+_([0-9a-f]{12})/;
const ROUND = 2 ** 48;

/**
 * While opencode deletes what was undone, the first message may be gone before the others are: then the ids have to tell,
 * of which the nearer way round the clock is meant.
 */
function hasLaterId(id: string, first: string): boolean {
  const [a, b] = [CLOCK.exec(id)?.[1], CLOCK.exec(first)?.[1]];
  if (a === undefined || b === undefined || a === b) return id > first;
  return (Number.parseInt(a, 16) - Number.parseInt(b, 16) + ROUND) % ROUND < ROUND / 2;
}
