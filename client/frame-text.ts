import { readFrame, type SeenFrame } from "../protocol/live.ts";
import { fitEntries } from "./fit-entries.ts";
import { openLarge, type ParseLarge, readEntryTexts } from "./large-text.ts";
import { parseJson } from "./parse-json.ts";

/** Reads a frame's text. What stands for contents that nobody can handle says that they are missing. */
export function readFrameText(text: string): SeenFrame {
  const seen = readFrame(parseJson(text));
  if (seen.kind !== "frame" || seen.frame.type !== "entries") return seen;
  return { kind: "frame", frame: { ...seen.frame, entries: fitEntries(seen.frame.entries) } };
}

/** The same of a large one, while everything else goes on. @throws the signal's reason */
export async function readLargeFrame(
  text: string,
  parseLarge: ParseLarge,
  signal: AbortSignal,
): Promise<SeenFrame> {
  const { head, items } = await openLarge(text, "entries", parseLarge, signal);
  const seen = readFrame(head);
  if (!items || seen.kind !== "frame" || seen.frame.type !== "entries") return seen;
  const entries = await readEntryTexts(items, parseLarge);
  if (!entries) return { kind: "nonsense" };
  if (entries === "later") return { kind: "unreadable", revision: seen.frame.revision };
  return { kind: "frame", frame: { ...seen.frame, entries } };
}
