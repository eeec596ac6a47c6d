import { LIVE_FRAME_BYTES } from "../../protocol/limits.ts";
import type { ShareFrame } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import type { Batch } from "../../protocol/share-state.ts";
import { ownVersions } from "../../protocol/version.ts";
import { formatEntry } from "../store/entry-text.ts";

/** The first frame of every viewer. */
export function shareFrame(share: Share, revision: number): Buffer {
  const frame: ShareFrame = { type: "share", ...ownVersions, share, revision };
  return Buffer.from(JSON.stringify(frame));
}

/** One step as one frame, made once for all viewers. */
export function batchFrame(batch: Batch<string>): Buffer {
  return formatFrame(batch, batch.entries.map(formatEntry), false);
}

/** A step cut into frames that a slow viewer can take one by one; none when there is nothing to tell. */
export function* catchUpFrames(batch: Batch<string>, maxBytes = LIVE_FRAME_BYTES): Generator<Buffer> {
  let texts: string[] = [];
  let bytes = 0;
  let step = batch;
  for (const entry of batch.entries) {
    const text = formatEntry(entry);
    const size = Buffer.byteLength(text);
    if (texts.length > 0 && bytes + size > maxBytes) {
      yield formatFrame(step, texts, true);
      step = { ...batch, reset: undefined };
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0 || batch.reset || batch.revision > batch.base) yield formatFrame(step, texts, false);
}

function formatFrame({ base, revision, reset }: Batch<string>, entries: string[], more: boolean): Buffer {
  const flags = `${reset ? ',"reset":true' : ""}${more ? ',"more":true' : ""}`;
  return Buffer.from(
    `{"type":"entries","base":${base},"revision":${revision}${flags},"entries":[${entries.join(",")}]}`,
  );
}
