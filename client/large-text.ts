import { type Entry, readEntries } from "../protocol/entries.ts";
import type { Json } from "../protocol/json.ts";
import { describeExcess, excessOfText } from "../protocol/json-measure.ts";
import { LIVE_FRAME_BYTES } from "../protocol/limits.ts";
import { ENTRY_LIMITS, missingEntries } from "./fit-entries.ts";
import { itemsOf, partOf } from "./json-parts.ts";
import { parseJson } from "./parse-json.ts";
import { Slices } from "./slices.ts";

/** Parses a large JSON text while this thread goes on. `why` is the rest of a sentence; undefined: it is no JSON. */
export type ParseLarge = (
  text: string,
  limits: typeof ENTRY_LIMITS,
) => Promise<{ readonly value: Json } | { readonly why: string | undefined }>;

/** How many characters are parsed at once here where `ParseLarge` could do it elsewhere: a frame of the usual size with what is around it. */
export const LARGE_TEXT = LIVE_FRAME_BYTES + 64 * 1024;

/** A large JSON text that is read item by item. */
export interface OpenedText {
  /** The value of the text, with nothing in the part that is read item by item. */
  readonly head: unknown;
  /** The texts of the items; undefined: there is no such part, and `head` is all. */
  readonly items: AsyncIterable<string> | undefined;
}

/**
 * Opens a large JSON text so that everything else goes on while it is read.
 * @param name of the list or object in it that may be large
 * @throws the signal's reason, also while the items are read
 */
export async function openLarge(
  text: string,
  name: string,
  parseLarge: ParseLarge,
  signal?: AbortSignal,
): Promise<OpenedText> {
  const slices = new Slices(signal);
  const part = await partOf(text, name, slices);
  const rest = part?.head ?? text;
  const parsed = await parseText(rest, parseLarge);
  const head = "value" in parsed ? parsed.value : undefined;
  return { head, items: part && itemsOf(part.inner, slices) };
}

/** All entries of a list, as `readEntries` takes them. */
export async function readEntryTexts(
  texts: AsyncIterable<string>,
  parseLarge: ParseLarge | undefined,
): Promise<Entry[] | "later" | undefined> {
  const entries: Entry[] = [];
  let isLater = false;
  for await (const text of texts) {
    const found = await readEntryText(text, parseLarge);
    if (!found) return undefined;
    if (found === "later") isLater = true;
    else entries.push(...found);
  }
  return isLater ? "later" : entries;
}

/** The entry, or what stands for one that nobody can handle. */
export async function readEntryText(
  text: string,
  parseLarge: ParseLarge | undefined,
): Promise<Entry[] | "later" | undefined> {
  const parsed = await parseText(text, parseLarge);
  if ("value" in parsed) return readEntries([parsed.value]);
  const key = /^\s*\{\s*"key"\s*:\s*"([^"\\]+)"/.exec(text)?.[1];
  return parsed.why !== undefined && key !== undefined ? missingEntries(key, parsed.why) : undefined;
}

async function parseText(
  text: string,
  parseLarge: ParseLarge | undefined,
): Promise<Awaited<ReturnType<ParseLarge>>> {
  if (parseLarge && text.length > LARGE_TEXT) return parseLarge(text, ENTRY_LIMITS);
  const excess = excessOfText(text, ENTRY_LIMITS);
  if (excess) return { why: describeExcess(excess) };
  const value = parseJson(text);
  return value === undefined ? { why: undefined } : { value: value as Json };
}
