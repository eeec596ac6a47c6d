import { type Entry, readEntries } from "../protocol/entries.ts";
import type { Json } from "../protocol/json.ts";
import { describeExcess, excessOfText } from "../protocol/json-measure.ts";
import { type SeenHead, type SeenSnapshot, seenHeadSchema } from "../protocol/seen.ts";
import { ENTRY_LIMITS, missingEntries } from "./fit-entries.ts";
import { parseJson } from "./parse-json.ts";

/** Parses a large JSON text while this thread goes on. `why` is the rest of a sentence; undefined: it is no JSON. */
export type ParseLarge = (
  text: string,
  limits: typeof ENTRY_LIMITS,
) => Promise<{ readonly value: Json } | { readonly why: string | undefined }>;

/** How many characters are parsed at once here where `ParseLarge` could do it elsewhere. */
const LARGE_LINE = 1024 * 1024;

/** Reads a share's lines, an entry each after the first. Undefined: they are not those of a share; `later`: one has a form of a later version. */
export async function readSnapshot(
  lines: AsyncIterable<string>,
  parseLarge: ParseLarge | undefined,
): Promise<SeenSnapshot | "later" | undefined> {
  let head: SeenHead | undefined;
  const entries: Entry[] = [];
  for await (const line of lines) {
    if (head) {
      const found = await readEntry(line, parseLarge);
      if (!found || found === "later") return found;
      entries.push(...found);
    } else {
      head = seenHeadSchema.safeParse(parseJson(line)).data;
      if (!head) return undefined;
    }
  }
  return head && { ...head, entries };
}

/** The entry, or what stands for one that nobody can handle. */
async function readEntry(
  line: string,
  parseLarge: ParseLarge | undefined,
): Promise<Entry[] | "later" | undefined> {
  const parsed = await (parseLarge && line.length > LARGE_LINE
    ? parseLarge(line, ENTRY_LIMITS)
    : parse(line));
  if ("value" in parsed) return readEntries([parsed.value]);
  const key = /^\{"key":"([^"\\]+)"/.exec(line)?.[1];
  return parsed.why !== undefined && key !== undefined ? missingEntries(key, parsed.why) : undefined;
}

function parse(line: string): Awaited<ReturnType<ParseLarge>> {
  const excess = excessOfText(line, ENTRY_LIMITS);
  if (excess) return { why: describeExcess(excess) };
  const value = parseJson(line);
  return value === undefined ? { why: undefined } : { value: value as Json };
}
