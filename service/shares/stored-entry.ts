import type { Entry } from "../../protocol/entries.ts";
import type { StoredEntry } from "../store/store.ts";
import { InvalidRequestError } from "./errors.ts";

/** An entry as it came, with its content made JSON text, here and never again. */
export function toStoredEntry(entry: Entry): StoredEntry {
  if (!("content" in entry)) return entry;
  try {
    return { key: entry.key, content: JSON.stringify(entry.content) };
  } catch (error) {
    if (error instanceof RangeError)
      throw new InvalidRequestError(`The content of ${entry.key} is nested too deeply.`);
    throw error;
  }
}

/** By how many bytes entries can make a share larger, at most: what they replace is not taken off. */
export function addedBytes(entries: readonly StoredEntry[]): number {
  return entries.reduce((sum, entry) => {
    if ("content" in entry) return sum + Buffer.byteLength(entry.key) + Buffer.byteLength(entry.content);
    return "append" in entry ? sum + Buffer.byteLength(JSON.stringify(entry.append.text)) : sum;
  }, 0);
}
