import type { TextAppend } from "../../protocol/entries.ts";
import type { StoredEntry } from "./store.ts";

const KEY = '{"key":"';
const CONTENT = '","content":';
const APPEND = '","append":';

/** An entry as JSON text, with its content put in as it is. Keys never need escaping: see the key grammar. */
export function formatEntry(entry: StoredEntry): string {
  if ("content" in entry) return `${KEY}${entry.key}${CONTENT}${entry.content}}`;
  if ("append" in entry) return `${KEY}${entry.key}${APPEND}${JSON.stringify(entry.append)}}`;
  return `${KEY}${entry.key}","deleted":true}`;
}

/** Takes an entry of `formatEntry` apart, without parsing its content. */
export function parseEntry(text: string): StoredEntry {
  const end = text.indexOf('"', KEY.length);
  const key = text.slice(KEY.length, end);
  if (text.startsWith(CONTENT, end)) return { key, content: text.slice(end + CONTENT.length, -1) };
  if (text.startsWith(APPEND, end))
    return { key, append: JSON.parse(text.slice(end + APPEND.length, -1)) as TextAppend };
  return { key, deleted: true };
}
