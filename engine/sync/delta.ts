import type { Entry, TextAppend } from "../../protocol/entries.ts";
import { isJsonObject, type Json } from "../../protocol/json.ts";
import { MAX_APPEND_NAME_LENGTH, MAX_APPEND_PATH } from "../../protocol/limits.ts";

/** The entry that brings a reader who has `before` to `after`: an append where one text only grew, else the whole content. */
export function entryFor(key: string, before: Json | undefined, after: Json): Entry {
  const append = before === undefined ? undefined : findGrowth(before, after);
  return append ? { key, append } : { key, content: after };
}

/** Whether a service takes what is appended there. */
export const canAppendAt = (path: readonly string[]) =>
  path.length > 0 &&
  path.length <= MAX_APPEND_PATH &&
  path.every((name) => name.length <= MAX_APPEND_NAME_LENGTH);

/** The one text that grew at its end, when nothing else differs (names and their order included, since contents are compared as JSON text). */
export function findGrowth(before: Json, after: Json): TextAppend | undefined {
  const growths: TextAppend[] = [];
  return collect(before, after, []) && growths.length === 1 ? growths[0] : undefined;

  /** False as soon as a difference is anything but a grown text. */
  function collect(a: Json, b: Json, path: readonly string[]): boolean {
    if (a === b) return true;
    if (typeof a === "string" && typeof b === "string") {
      if (!canAppendAt(path) || growths.length > 0 || !b.startsWith(a)) return false;
      growths.push({ path, at: a.length, text: b.slice(a.length) });
      return true;
    }
    if (Array.isArray(a) && Array.isArray(b))
      return a.length === b.length && a.every((item, i) => collect(item, b[i] as Json, [...path, String(i)]));
    if (!isJsonObject(a) || !isJsonObject(b)) return false;
    const names = Object.keys(a);
    const others = Object.keys(b);
    return (
      names.length === others.length &&
      names.every(
        (name, i) => name === others[i] && collect(a[name] as Json, b[name] as Json, [...path, name]),
      )
    );
  }
}
