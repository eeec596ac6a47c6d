import type { Slices } from "./slices.ts";

/** A list or an object inside a JSON text. */
export interface JsonPart {
  /** The text without what is in it. */
  readonly head: string;
  /** What is between its brackets. */
  readonly inner: string;
}

/**
 * The list or object that an object's JSON text holds under a name; undefined when there is none, or more than one.
 * Of a text that is no JSON, something is answered that is none either.
 */
export async function partOf(text: string, name: string, slices: Slices): Promise<JsonPart | undefined> {
  const isNamed = new RegExp(`[{,]\\s*"${name}"\\s*:\\s*$`);
  let part: JsonPart | undefined;
  let level = 0;
  let start = -1;
  let seen = 0;
  for (const at of marksOf(text)) {
    seen += 1;
    if (seen % AT_ONCE === 0 && slices.isOver) await slices.next();
    switch (text[at]) {
      case "{":
      case "[":
        level += 1;
        if (level === 2 && isNamed.test(text.slice(Math.max(0, at - LONGEST_NAME), at))) start = at + 1;
        break;
      case "}":
      case "]":
        if (level === 2 && start !== -1) {
          if (part) return undefined;
          part = { head: text.slice(0, start) + text.slice(at), inner: text.slice(start, at) };
          start = -1;
        }
        level -= 1;
    }
  }
  return part;
}

/** The texts of what is in a list or an object, as they stand there. */
export async function* itemsOf(inner: string, slices: Slices): AsyncGenerator<string> {
  let level = 0;
  let start = 0;
  let seen = 0;
  for (const at of marksOf(inner)) {
    seen += 1;
    if (seen % AT_ONCE === 0 && slices.isOver) await slices.next();
    switch (inner[at]) {
      case "{":
      case "[":
        level += 1;
        break;
      case "}":
      case "]":
        level -= 1;
        break;
      case ",":
        if (level !== 0) break;
        yield inner.slice(start, at);
        // It may have taken long to parse.
        if (slices.isOver) await slices.next();
        start = at + 1;
    }
  }
  const last = inner.slice(start);
  if (start > 0 || last.trim() !== "") yield last;
}

/** How far back a name is looked for, in characters. */
const LONGEST_NAME = 100;
/** So many marks are looked at before it is asked how long that took. */
const AT_ONCE = 256;
/** After so many characters without a mark there is a pause all the same. */
const STRIDE = 4096;

/** Where brackets and commas stand outside of strings, and other places in between. */
function* marksOf(text: string): Generator<number> {
  let pause = STRIDE;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // A string: on to the quote that has no backslash before it, or two.
        for (let backslashes = 1; backslashes % 2 === 1; ) {
          at = text.indexOf('"', at + 1);
          if (at === -1) return;
          backslashes = 0;
          while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
          if (at >= pause) {
            pause = at + STRIDE;
            yield at;
          }
        }
        break;
      case 0x5b:
      case 0x7b:
      case 0x5d:
      case 0x7d:
      case 0x2c:
        yield at;
        break;
      default:
        if (at >= pause) {
          pause = at + STRIDE;
          yield at;
        }
    }
  }
}
