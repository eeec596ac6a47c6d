import type { Json } from "./json.ts";
import { type KeyPath, messageKey, partKey } from "./keys.ts";
import type { MessagePlace } from "./reading-order.ts";

/**
 * What stands in a share for a message or part that is in the storage and cannot be shared: its place, and why. Of a
 * session itself nothing can stand, since its place is not in doubt.
 * @param why the rest of a sentence about it
 * @param place of a message among the others
 */
export function missingContents(
  path: KeyPath,
  why: string,
  { order, createdAt = 0 }: Pick<MessagePlace, "order" | "createdAt"> = {},
): ReadonlyMap<string, Json> {
  if (path.kind === "info") return new Map();
  const { sessionId: sessionID, messageId: messageID } = path;
  const text = `This ${path.kind} is missing from the share: it ${why}.`;
  const partId = path.kind === "part" ? path.partId : "missing";
  const part = { id: partId, sessionID, messageID, type: "missing", text };
  const number = order === undefined ? {} : { order };
  const message = {
    id: messageID,
    sessionID,
    ...number,
    role: "assistant",
    time: { created: createdAt ?? 0 },
  };
  return new Map<string, Json>([
    ...(path.kind === "message" ? [[messageKey(sessionID, messageID), message] as const] : []),
    [partKey(sessionID, messageID, partId), part],
  ]);
}
