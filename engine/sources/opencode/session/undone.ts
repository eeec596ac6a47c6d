import { isJsonObject, type JsonObject } from "../../../../protocol/json.ts";
import type { KeyPath } from "../../../../protocol/keys.ts";

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

/** Whether a message or part is undone where ids ascend in time, as opencode itself compares them up to 1.18. */
export function isUndone(undone: Undone | undefined, path: KeyPath): boolean {
  if (!undone || path.kind === "info" || path.messageId < undone.messageID) return false;
  if (path.messageId > undone.messageID || undone.partID === undefined) return true;
  return path.kind === "part" && path.partId >= undone.partID;
}
