import { TimeSlices } from "../../../../primitives/time-slices.ts";

/** Items in work at the same time, for what waits: few enough for any limit on open files. */
const AT_ONCE = 32;
/** The same where one may be so large that it takes a thread and much memory. */
export const LARGE_AT_ONCE = 2;
/** How long many small files in a row may keep the rest of this process waiting, ms. */
const SLICE_MS = 8;

/** Calls `work` for each item, some at a time and in short slices, and gives the results in the items' order. */
export async function mapLimited<T, R>(
  items: readonly T[],
  work: (item: T) => R | Promise<R>,
  atOnce = AT_ONCE,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const slices = new TimeSlices(SLICE_MS);
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;

  async function worker() {
    while (next < items.length) {
      if (slices.isOver) await slices.next();
      const index = next++;
      if (index >= items.length) return;
      const result = work(items[index] as T);
      results[index] = result instanceof Promise ? await result : result;
    }
  }
}
