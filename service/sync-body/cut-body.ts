import type { Readable } from "node:stream";
import type { TimeSlices } from "../../primitives/time-slices.ts";
import { MAX_SYNC_BODY_BYTES } from "../../protocol/limits.ts";
import { Refusal } from "../errors/refusal.ts";
import type { BodyShare } from "./body-budget.ts";
import { BodyMemory } from "./body-memory.ts";
import { type CutObject, EntryCutter } from "./entry-cutter.ts";

/** What a body is taken apart with. */
export interface CutOptions {
  /** Its length as it was announced, in bytes; 0: it was not. */
  readonly announced: number;
  readonly share?: BodyShare | undefined;
  /** What bodies under way have together. */
  readonly slices: TimeSlices;
}

/**
 * Takes a body apart as it comes in. Its contents are parts of the memory that it comes into.
 * @throws Refusal `bodyTooLarge`, `bodiesBusy`, `notJson`
 */
export async function cutBody(
  payload: Readable,
  { announced, share, slices }: CutOptions,
): Promise<CutObject> {
  const cutter = new EntryCutter();
  const memory = new BodyMemory(announced);
  let size = 0;
  // Left open when it is refused halfway: the answer has to go out on the same socket.
  for await (const chunk of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_SYNC_BODY_BYTES) throw new Refusal("bodyTooLarge");
    share?.grow(size);
    for (const kept of memory.take(chunk)) cutter.write(kept);
    if (size !== announced && slices.isOver) await slices.next();
  }
  return cutter.finish();
}
