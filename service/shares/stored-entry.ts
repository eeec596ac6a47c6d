import type { Entry } from "../../protocol/entries.ts";
import type { StoredEntry } from "../store/store.ts";
import { InvalidRequestError } from "./errors.ts";

/** An entry as it came, with its content made JSON text, here and never again. */
export function toStoredEntry(entry: Entry): StoredEntry {
  if (!("content" in entry)) return entry;
  try {
    return { key: entry.key, content: Buffer.from(JSON.stringify(entry.content)) };
  } catch (error) {
    if (error instanceof RangeError)
      throw new InvalidRequestError(`The content of ${entry.key} is nested too deeply.`);
    throw error;
  }
}
