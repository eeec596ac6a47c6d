import type { Entry, TextAppend } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import { canAppendAt } from "./delta.ts";

/** Longest text that is never cut, UTF-16 units: each that is cut costs a request. */
const SHORT_TEXT = 64;
const LEAST_ROOM_BYTES = 1024;
/** A content of more values than this is large because of their number, and is not looked through. */
const MOST_VALUES = 10_000;
/** What the key and the names around a content or a text take at most, bytes. */
const FRAME_BYTES = 4096;

/**
 * An entry as several that do the same one after the other, each at most `maxBytes` of JSON: first the content with its
 * long texts cut off, then what was cut off, piece by piece. A single one where that cannot be.
 */
export function* splitEntry(entry: Entry, maxBytes: number): Generator<Entry> {
  const room = Math.max(LEAST_ROOM_BYTES, maxBytes - FRAME_BYTES);
  if ("deleted" in entry) yield entry;
  else if ("append" in entry) yield* appends(entry.key, entry.append, room);
  else {
    const cut = cutTexts(entry.content, room);
    if (!cut) return yield entry;
    yield { key: entry.key, content: cut.content };
    for (const append of cut.rest) yield* appends(entry.key, append, room);
  }
}

function* appends(key: string, { path, at, text }: TextAppend, room: number): Generator<Entry> {
  for (let done = 0; done < text.length || done === 0; ) {
    const piece = beginningOf(text, done, room);
    yield { key, append: { path, at: at + done, text: piece } };
    if (piece === "") return;
    done += piece.length;
  }
}

/** As much of a text as fits, without cutting a character in two. */
function beginningOf(text: string, from: number, room: number): string {
  let length = Math.min(text.length - from, room);
  for (;;) {
    const piece = text.slice(from, from + length);
    const bytes = Buffer.byteLength(JSON.stringify(piece));
    if (bytes <= room || length <= 2) return isWithinPair(text, from + length) ? piece.slice(0, -1) : piece;
    length = Math.max(2, Math.floor((length * room) / bytes));
  }
}

const isWithinPair = (text: string, at: number): boolean =>
  at < text.length && /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));

interface Cut {
  readonly content: Json;
  readonly rest: readonly TextAppend[];
}

/** A content whose long texts end early, and how they go on; undefined where that does not make it small enough. */
function cutTexts(content: Json, room: number): Cut | undefined {
  const rest: TextAppend[] = [];
  let values = 0;
  let left = room;
  const cut = shorten(content, []);
  return cut === undefined || rest.length === 0 ? undefined : { content: cut, rest };

  /** Undefined as soon as there is no room, or too much to look through. */
  function shorten(value: Json, path: readonly string[]): Json | undefined {
    values += 1;
    if (typeof value === "string") return shortenText(value, path);
    if (typeof value !== "object" || value === null) return take(String(value).length) ? value : undefined;
    if (values > MOST_VALUES) return undefined;
    if (Array.isArray(value)) return shortenAll(value, path);
    const names = Object.keys(value);
    const fields = shortenAll(Object.values(value), path, names);
    return fields && Object.fromEntries(fields.map((field, at) => [names[at] ?? "", field]));
  }

  function shortenAll(
    items: readonly Json[],
    path: readonly string[],
    names?: readonly string[],
  ): Json[] | undefined {
    const short: Json[] = [];
    for (const [at, item] of items.entries()) {
      const name = names?.[at] ?? String(at);
      if (names && !take(Buffer.byteLength(JSON.stringify(name)))) return undefined;
      const shorter = shorten(item, [...path, name]);
      if (shorter === undefined || !take(2)) return undefined;
      short.push(shorter);
    }
    return short;
  }

  function shortenText(text: string, path: readonly string[]): string | undefined {
    if (text.length <= SHORT_TEXT || !canAppendAt(path))
      return take(Buffer.byteLength(JSON.stringify(text))) ? text : undefined;
    // Half of what is left, so that other values find room after it.
    const beginning = beginningOf(text, 0, Math.max(2, Math.floor(left / 2)));
    if (beginning.length < text.length)
      rest.push({ path, at: beginning.length, text: text.slice(beginning.length) });
    return take(Buffer.byteLength(JSON.stringify(beginning))) ? beginning : undefined;
  }

  function take(bytes: number): boolean {
    left -= bytes;
    return left >= 0;
  }
}
