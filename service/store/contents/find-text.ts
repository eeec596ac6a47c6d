import { setImmediate } from "node:timers/promises";
import type { Segment } from "./segment.ts";
import { type TextEnd, TextFinder } from "./text-finder.ts";

/** How much is looked through at a time, in bytes. */
const SLICE_BYTES = 128 * 1024;

/** Finds the string at a path of a JSON text, letting others work in between; undefined: there is none. */
export async function findText(
  { place, offset, length }: Segment,
  path: readonly string[],
): Promise<TextEnd | undefined> {
  const finder = new TextFinder(path);
  for (let done = 0; done < length; ) {
    if (done > 0 && place.bytes) await setImmediate();
    const bytes = await readSlice({
      place,
      offset: offset + done,
      length: Math.min(SLICE_BYTES, length - done),
    });
    finder.push(bytes);
    done += bytes.length;
  }
  return finder.found;
}

async function readSlice({ place, offset, length }: Segment): Promise<Buffer> {
  if (place.bytes) return place.bytes.subarray(offset, offset + length);
  if (!place.source) throw new Error("the bytes are nowhere");
  return place.source.read(place.start + offset, length);
}
