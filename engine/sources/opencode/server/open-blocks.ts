import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import type { SessionReading } from "../../session-source.ts";
import type { BlockRef } from "./stream-event.ts";

/** A part as far as it matters here: an answer that was finished can be written on, so the parts of all are known. */
interface Part {
  readonly type: Json | undefined;
  /** Undefined when nothing can stream into it. */
  readonly open: JsonObject | undefined;
}

/**
 * The blocks of a session tree that the storage holds open: named, of an answer that is not finished, and still without text.
 * It fills them when they end; only until then can a stream know more.
 */
export class OpenBlocks {
  readonly #unfinished = new Set<string>();
  /** By message and by key. */
  readonly #parts = new Map<string, Map<string, Part>>();
  /** The sessions of the session tree. */
  #sessions: ReadonlySet<string> = new Set();

  /** Takes in a reading; each has to come here, in order. */
  take({ contents, keys }: SessionReading): void {
    for (const [key, content] of contents) {
      const path = parseKey(key);
      if (path?.kind === "message") this.#takeMessage(key, content);
      if (path?.kind === "part") this.#takePart(messageKey(path.sessionId, path.messageId), key, content);
    }
    this.#forgetAllBut(keys);
  }

  has(sessionId: string): boolean {
    return this.#sessions.has(sessionId);
  }

  /** The key and the stored content of a block; undefined when it is not open. */
  find(ref: BlockRef): { readonly key: string; readonly content: JsonObject } | undefined {
    const message = messageKey(ref.sessionId, ref.messageId);
    const parts = this.#unfinished.has(message) ? this.#parts.get(message) : undefined;
    const key = parts && keyIn(parts, ref);
    const content = key === undefined ? undefined : parts?.get(key)?.open;
    return key !== undefined && content ? { key, content } : undefined;
  }

  #takeMessage(key: string, content: Json): void {
    if (isUnfinished(content)) this.#unfinished.add(key);
    else this.#unfinished.delete(key);
  }

  #takePart(message: string, key: string, content: Json): void {
    if (!isJsonObject(content)) return;
    const parts = this.#parts.get(message) ?? new Map<string, Part>();
    this.#parts.set(message, parts);
    parts.set(key, { type: content.type, open: isOpen(content) ? content : undefined });
  }

  #forgetAllBut(keys: ReadonlySet<string>): void {
    for (const message of this.#unfinished) if (!keys.has(message)) this.#unfinished.delete(message);
    for (const [message, parts] of this.#parts) {
      for (const key of parts.keys()) if (!keys.has(key)) parts.delete(key);
      if (parts.size === 0) this.#parts.delete(message);
    }
    this.#sessions = new Set([...keys].flatMap((key) => parseKey(key)?.sessionId ?? []));
  }
}

function keyIn(parts: ReadonlyMap<string, Part>, ref: BlockRef): string | undefined {
  if ("partId" in ref) return partKey(ref.sessionId, ref.messageId, ref.partId);
  const keys = [...parts].filter(([, { type }]) => type === ref.kind).map(([key]) => key);
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
