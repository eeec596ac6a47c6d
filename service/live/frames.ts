import { LIVE_FRAME_BYTES } from "../../protocol/limits.ts";
import type { ShareFrame } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import { ownVersions } from "../../protocol/version.ts";
import { entryPieces } from "../store/entry-pieces.ts";
import type { Reading } from "../store/reading.ts";
import type { StoredBatch } from "../store/store.ts";
import type { CatchUpBudget } from "./catch-up-budget.ts";
import type { Fragment } from "./frame-writer.ts";

/** What a frame says of the step that it is, or is a portion of. */
interface Step {
  readonly base: number;
  readonly revision: number;
  readonly reset?: boolean | undefined;
  readonly more?: boolean;
}

/** The first frame of every viewer. */
export function shareFrame(share: Share, revision: number, heartbeatMs: number | undefined): Buffer {
  const frame: ShareFrame = { type: "share", ...ownVersions, share, revision, heartbeatMs };
  return Buffer.from(JSON.stringify(frame));
}

/** One step as one frame, made once for all viewers; undefined when it is too large to go out in one piece. */
export function batchFrame({ base, revision, text }: StoredBatch): Buffer | undefined {
  return text.length > LIVE_FRAME_BYTES ? undefined : formatFrame({ base, revision }, [[text]]);
}

/**
 * A step cut into frames that a slow viewer can take one by one; none when there is nothing to tell. An entry that is
 * larger than a frame may be goes alone, in fragments as it is read.
 * @param budget asked for each frame how large it may be
 */
export async function* catchUpFrames(
  reading: Reading,
  budget: Pick<CatchUpBudget, "frameBytes">,
): AsyncGenerator<Fragment> {
  const { base, revision } = reading;
  let { reset }: Step = reading;
  let entries: Buffer[][] = [];
  let bytes = 0;
  const frame = (more: boolean) => {
    const whole = formatFrame({ base, revision, reset, more }, entries);
    reset = undefined;
    entries = [];
    bytes = 0;
    return { bytes: whole, isLast: true };
  };
  for await (const entry of reading.entries()) {
    const size = "deleted" in entry ? 0 : entry.size;
    const maxBytes = budget.frameBytes;
    if (entries.length > 0 && bytes + size > maxBytes) yield frame(true);
    if (size > maxBytes) {
      // Whether it is the last one is not known yet, so an empty frame ends the step if it is.
      const head = frameHead({ base, revision, reset, more: true });
      yield { bytes: head, isLast: false, frameBytes: head.length + size };
      for await (const piece of entryPieces(entry)) yield { bytes: piece, isLast: false };
      yield { bytes: END, isLast: true };
      reset = undefined;
      continue;
    }
    const pieces: Buffer[] = [];
    for await (const piece of entryPieces(entry)) pieces.push(piece);
    entries.push(pieces);
    bytes += pieces.reduce((sum, { length }) => sum + length, 0);
  }
  if (entries.length > 0 || reset || revision > base) yield frame(false);
}

const COMMA = Buffer.from(",");
const END = Buffer.from("]}");

function frameHead({ base, revision, reset, more }: Step): Buffer {
  const flags = `${reset ? ',"reset":true' : ""}${more ? ',"more":true' : ""}`;
  return Buffer.from(`{"type":"entries","base":${base},"revision":${revision}${flags},"entries":[`);
}

function formatFrame(step: Step, entries: readonly Buffer[][]): Buffer {
  const pieces = entries.flatMap((entry, index) => (index === 0 ? entry : [COMMA, ...entry]));
  return Buffer.concat([frameHead(step), ...pieces, END]);
}
