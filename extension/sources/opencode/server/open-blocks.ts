import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import type { SessionReading } from "../../session-source.ts";
import type { BlockRef } from "./stream-event.ts";

/**
 * The blocks of a family that the storage holds open: named, of an answer that is not finished, and still without text.
 * It fills them when they end; only until then can a stream know more.
 */
export class OpenBlocks {
  /** The parts of answers that are not finished, by message and by key. */
  readonly #answers = new Map<string, Map<string, JsonObject>>();
  /** The sessions of the family. */
  #sessions: ReadonlySet<string> = new Set();

  /** Takes in a reading; each has to come here, in order. */
  take({ contents, keys }: SessionReading): void {
    const parts: { key: string; message: string; content: Json }[] = [];
    for (const [key, content] of contents) {
      const path = parseKey(key);
      if (path?.kind === "message") this.#takeMessage(key, content);
      if (path?.kind === "part")
        parts.push({ key, message: messageKey(path.sessionId, path.messageId), content });
    }
    for (const { key, message, content } of parts)
      if (isJsonObject(content)) this.#answers.get(message)?.set(key, content);
    this.#forgetAllBut(keys);
  }

  has(sessionId: string): boolean {
    return this.#sessions.has(sessionId);
  }

  /** The key and the stored content of a block; undefined when it is not open. */
  find(ref: BlockRef): { readonly key: string; readonly content: JsonObject } | undefined {
    const answer = this.#answers.get(messageKey(ref.sessionId, ref.messageId));
    const key = answer && keyIn(answer, ref);
    const content = key === undefined ? undefined : answer?.get(key);
    return key !== undefined && content && isOpen(content) ? { key, content } : undefined;
  }

  #takeMessage(key: string, content: Json): void {
    if (!isUnfinished(content)) this.#answers.delete(key);
    else if (!this.#answers.has(key)) this.#answers.set(key, new Map());
  }

  #forgetAllBut(keys: ReadonlySet<string>): void {
    for (const [message, parts] of this.#answers) {
      if (!keys.has(message)) this.#answers.delete(message);
      for (const key of parts.keys()) if (!keys.has(key)) parts.delete(key);
    }
    this.#sessions = new Set([...keys].flatMap((key) => parseKey(key)?.sessionId ?? []));
  }
}

function keyIn(answer: ReadonlyMap<string, JsonObject>, ref: BlockRef): string | undefined {
  if ("partId" in ref) return partKey(ref.sessionId, ref.messageId, ref.partId);
  const keys = [...answer].filter(([, { type }]) => type === ref.kind).map(([key]) => key);
  return keys.sort()[ref.ordinal];
}

function isUnfinished(message: Json): boolean {
  if (!isJsonObject(message) || message.role !== "assistant" || message.error !== undefined) return false;
  return !isJsonObject(message.time) || message.time.completed === undefined;
}

function isOpen({ type, text, time }: JsonObject): boolean {
  const isText = type === "text" || type === "reasoning";
  return isText && text === "" && (!isJsonObject(time) || time.end === undefined);
}
