/** What is kept by key, and changed at a revision. */
export interface Keyed {
  readonly key: string;
  readonly revision: number;
}

/** Some items in the order of their keys, and the newest revision that any of them may have. Never changed. */
export interface Block<T> {
  readonly items: readonly T[];
  readonly newest: number;
}

/** Most items of a block. */
const BLOCK_ITEMS = 256;

/**
 * Items in the order of their keys. A change copies one block of them and the list of blocks, so that whoever has taken
 * `blocks` goes on seeing what there was, at no cost however many items there are.
 */
export class KeyOrder<T extends Keyed> {
  #blocks: readonly Block<T>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get blocks(): readonly Block<T>[] {
    return this.#blocks;
  }

  get(key: string): T | undefined {
    const items = this.#blocks[this.#blockOf(key)]?.items ?? [];
    const item = items[placeOf(items, key)];
    return item?.key === key ? item : undefined;
  }

  set(item: T): void {
    const at = this.#blockOf(item.key);
    const { items, newest } = this.#blocks[at] ?? { items: [], newest: 0 };
    const place = placeOf(items, item.key);
    const isThere = items[place]?.key === item.key;
    if (!isThere) this.#size += 1;
    // Keys mostly come in order: what follows the last block begins another, so that blocks are full.
    if (!isThere && place === BLOCK_ITEMS && at === this.#blocks.length - 1)
      this.#blocks = [...this.#blocks, { items: [item], newest: item.revision }];
    else
      this.#replace(at, {
        items: items.toSpliced(place, isThere ? 1 : 0, item),
        newest: Math.max(newest, item.revision),
      });
  }

  delete(key: string): void {
    const at = this.#blockOf(key);
    const block = this.#blocks[at];
    const place = placeOf(block?.items ?? [], key);
    if (block?.items[place]?.key !== key) return;
    this.#size -= 1;
    this.#replace(at, { ...block, items: block.items.toSpliced(place, 1) });
  }

  #replace(at: number, { items, newest }: Block<T>): void {
    const middle = items.length > BLOCK_ITEMS ? items.length >>> 1 : items.length;
    const blocks = [items.slice(0, middle), items.slice(middle)]
      .filter(({ length }) => length > 0)
      .map((part) => ({ items: part, newest }));
    this.#blocks = this.#blocks.toSpliced(at, 1, ...blocks);
  }

  /** The block in which a key stands or would stand: the last that does not begin after it. */
  #blockOf(key: string): number {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle]?.items[0]?.key ?? "") <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

function placeOf(items: readonly Keyed[], key: string): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.key ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
