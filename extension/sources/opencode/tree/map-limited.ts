/** Files worked on at the same time: enough to keep the disk busy, few enough for any limit on open files. */
const AT_ONCE = 32;

/** Calls `work` for each item, some at a time, and gives the results in the items' order. */
export async function mapLimited<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const remaining = items.entries();
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;

  async function worker() {
    for (const [index, item] of remaining) results[index] = await work(item);
  }
}
