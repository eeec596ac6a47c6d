import { LIVE_FRAME_BYTES } from "../../protocol/limits.ts";
import type { ShareFrame } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import { ownVersions } from "../../protocol/version.ts";
import { formatEntry } from "../store/contents/placed-batch.ts";
import { entryPieces } from "../store/entry-pieces.ts";
import type { Reading } from "../store/reading.ts";
import type { StoredBatch } from "../store/store.ts";

/** What a frame says of the step that it is, or is a portion of. */
interface Step {
  readonly base: number;
  readonly revision: number;
  readonly reset?: boolean | undefined;
  readonly more?: boolean;
}

/** The first frame of every viewer. */
export function shareFrame(share: Share, revision: number): Buffer {
  const frame: ShareFrame = { type: "share", ...ownVersions, share, revision };
  return Buffer.from(JSON.stringify(frame));
}

/** One step as one frame, made once for all viewers. */
export function batchFrame({ base, revision, entries }: StoredBatch): Buffer {
  return formatFrame({ base, revision }, entries.map(formatEntry));
}

/** A step cut into frames that a slow viewer can take one by one; none when there is nothing to tell. */
export async function* catchUpFrames(reading: Reading, maxBytes = LIVE_FRAME_BYTES): AsyncGenerator<Buffer> {
  let { base, revision, reset }: Step = reading;
  let entries: Buffer[][] = [];
  let bytes = 0;
  for await (const entry of reading.entries()) {
    const size = "deleted" in entry ? 0 : entry.size;
    if (entries.length > 0 && bytes + size > maxBytes) {
      yield formatFrame({ base, revision, reset, more: true }, entries);
      reset = undefined;
      entries = [];
      bytes = 0;
    }
    const pieces: Buffer[] = [];
    for await (const piece of entryPieces(entry)) pieces.push(piece);
    entries.push(pieces);
    bytes += pieces.reduce((sum, { length }) => sum + length, 0);
  }
  if (entries.length > 0 || reset || revision > base) yield formatFrame({ base, revision, reset }, entries);
}

const COMMA = Buffer.from(",");
const END = Buffer.from("]}");

function formatFrame({ base, revision, reset, more }: Step, entries: readonly Buffer[][]): Buffer {
  const flags = `${reset ? ',"reset":true' : ""}${more ? ',"more":true' : ""}`;
  const head = `{"type":"entries","base":${base},"revision":${revision}${flags},"entries":[`;
  const pieces = entries.flatMap((entry, index) => (index === 0 ? entry : [COMMA, ...entry]));
  return Buffer.concat([Buffer.from(head), ...pieces, END]);
}
