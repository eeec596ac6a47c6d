import { LIVE_FRAME_BYTES } from "../../protocol/limits.ts";
import type { Reading } from "../store/reading.ts";
import { catchUpFrames } from "./frames.ts";
import type { ReadSince } from "./subscriber.ts";

/** However many take it, it is in memory once. */
const ONE_FOR_ALL = { frameBytes: LIVE_FRAME_BYTES };

/** A step of a share as one frame for all who are at its base; none when it is too large, or nobody is there. */
export interface ReadStep {
  readonly base: number;
  readonly revision: number;
  readonly frame: Buffer | undefined;
}

/**
 * Reads the step that leads from a base to a revision, or to a newer one. Without a base there is none to read.
 * @throws what `readSince` does
 */
export async function readStep(
  readSince: ReadSince,
  shareId: string,
  base: number | undefined,
  revision: number,
): Promise<ReadStep> {
  if (base === undefined) return { base: revision, revision, frame: undefined };
  const reading = await readSince(shareId, base);
  try {
    return { base: reading.base, revision: reading.revision, frame: await onlyFrame(reading) };
  } finally {
    reading.close();
  }
}

/** Undefined when there are several. */
async function onlyFrame(reading: Reading): Promise<Buffer | undefined> {
  const frames: Buffer[] = [];
  for await (const { bytes, isLast } of catchUpFrames(reading, ONE_FOR_ALL)) {
    frames.push(bytes);
    if (!isLast || frames.length > 1) return undefined;
  }
  return frames[0];
}
