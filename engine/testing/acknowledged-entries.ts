import { isDeepStrictEqual } from "node:util";
import type { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { appendToJson, type Entry } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";

/**
 * Every entry whose acknowledgement arrived, read off the wire. One that changes nothing after those before it was
 * sent once too often. What was sent again because its answer was lost is a retry: its first sending is never counted.
 */
export class AcknowledgedEntries {
  readonly repeated: Entry[] = [];
  count = 0;
  /** How many entries the service took without the answer arriving: these may come again. */
  unheard = 0;
  /** What is known to be acknowledged by key; undefined: its deletion. */
  readonly #known = new Map<string, Json | undefined>();

  constructor(proxy: FaultProxy) {
    proxy.onAnswered = ({ url, body, status, isLost }) => {
      if (status !== 200 || !url.endsWith("/sync")) return;
      const { entries } = JSON.parse(body);
      if (isLost) this.unheard += entries.length;
      else for (const entry of entries) this.#add(entry);
    };
  }

  #add(entry: Entry): void {
    this.count += 1;
    const { key } = entry;
    const before = this.#known.get(key);
    const after = contentAfter(entry, before);
    // An append to a text whose growth was acknowledged unheard says nothing about the whole.
    const isClear = after !== undefined || "deleted" in entry;
    if (isClear && this.#known.has(key) && isDeepStrictEqual(after, before)) this.repeated.push(entry);
    if (isClear) this.#known.set(key, after);
    else this.#known.delete(key);
  }
}

function contentAfter(entry: Entry, before: Json | undefined): Json | undefined {
  if ("content" in entry) return entry.content;
  return "append" in entry && before !== undefined ? appendToJson(before, entry.append) : undefined;
}
