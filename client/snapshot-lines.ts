import type { Entry } from "../protocol/entries.ts";
import { type SeenHead, type SeenSnapshot, seenHeadSchema } from "../protocol/seen.ts";
import { type ParseLarge, readEntryText } from "./large-text.ts";
import { parseJson } from "./parse-json.ts";

/** Reads a share's lines, an entry each after the first. Undefined: they are not those of a share; `later`: one has a form of a later version. */
export async function readSnapshot(
  lines: AsyncIterable<string>,
  parseLarge: ParseLarge | undefined,
): Promise<SeenSnapshot | "later" | undefined> {
  let head: SeenHead | undefined;
  const entries: Entry[] = [];
  for await (const line of lines) {
    if (head) {
      const found = await readEntryText(line, parseLarge);
      if (!found || found === "later") return found;
      entries.push(...found);
    } else {
      head = seenHeadSchema.safeParse(parseJson(line)).data;
      if (!head) return undefined;
    }
  }
  return head && { ...head, entries };
}
