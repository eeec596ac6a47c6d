import type { Entry } from "../protocol/entries.ts";
import { LIVE_FRAME_BYTES } from "../protocol/limits.ts";
import { type SeenStep, seenStepSchema } from "../protocol/seen.ts";
import { type ParseLarge, readEntryText } from "./large-text.ts";
import { parseJson } from "./parse-json.ts";

/** Hears a share while it is read. */
export interface SnapshotListener {
  onHead(head: SeenStep): void;
  /** Some of the entries; `more` says that others follow. */
  onEntries(entries: readonly Entry[], more: boolean): void;
}

/** How much is handed on at once: at first a little, so that there is something to see. In characters. */
const FIRST_PORTION = 64 * 1024;
const PORTION = LIVE_FRAME_BYTES;

/**
 * Reads a share's lines, an entry each after the first. Undefined: they are not those of a share; `later`: one has a form
 * of a later version.
 */
export async function readSnapshot(
  lines: AsyncIterable<string>,
  parseLarge: ParseLarge | undefined,
  listener: SnapshotListener,
): Promise<"whole" | "later" | undefined> {
  let head: SeenStep | undefined;
  let entries: Entry[] = [];
  let room = FIRST_PORTION;
  for await (const line of lines) {
    if (!head) {
      head = seenStepSchema.safeParse(parseJson(line)).data;
      if (!head) return undefined;
      listener.onHead(head);
      continue;
    }
    const found = await readEntryText(line, parseLarge);
    if (!found || found === "later") return found;
    entries.push(...found);
    room -= line.length;
    if (room > 0) continue;
    listener.onEntries(entries, true);
    entries = [];
    room = PORTION;
  }
  if (!head) return undefined;
  listener.onEntries(entries, false);
  return "whole";
}
