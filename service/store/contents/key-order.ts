/** What is kept by key, and changed at a revision. */
export interface Keyed {
  readonly key: string;
  readonly revision: number;
}

/** Some items in the order of their keys, and the newest revision that any of them may have. */
export interface Block<T> {
  readonly items: readonly T[];
  readonly newest: number;
}

/** A block that may be changed, unless somebody has taken it since it was made. */
interface OwnBlock<T> extends Block<T> {
  readonly items: T[];
  newest: number;
  readonly taken: number;
}

/** Most items of a block. */
const BLOCK_ITEMS = 256;

/**
 * Items in the order of their keys. Whoever has taken `blocks` goes on seeing what there was, at no cost however many
 * items there are: a change then copies one block of them and the list of blocks, once.
 */
export class KeyOrder<T extends Keyed> {
  #blocks: OwnBlock<T>[] = [];
  #size = 0;
  /** How often all blocks were taken. */
  #taken = 0;
  #isListTaken = false;

  get size(): number {
    return this.#size;
  }

  /** All of them, as they are now and stay. */
  get blocks(): readonly Block<T>[] {
    this.#taken += 1;
    this.#isListTaken = true;
    return this.#blocks;
  }

  get(key: string): T | undefined {
    const items = this.#blocks[this.#blockOf(key)]?.items ?? [];
    const item = items[placeOf(items, key)];
    return item?.key === key ? item : undefined;
  }

  set(item: T): void {
    const at = this.#blockOf(item.key);
    const items = this.#blocks[at]?.items ?? [];
    const place = placeOf(items, item.key);
    const isThere = items[place]?.key === item.key;
    if (!isThere) this.#size += 1;
    // Keys mostly come in order: what follows the last block begins another, so that blocks are full.
    const isNext = !isThere && place === BLOCK_ITEMS && at === this.#blocks.length - 1;
    const block = this.#own(isNext ? at + 1 : at);
    block.items.splice(isNext ? 0 : place, isThere ? 1 : 0, item);
    block.newest = Math.max(block.newest, item.revision);
    if (block.items.length > BLOCK_ITEMS) this.#split(block, at);
  }

  delete(key: string): void {
    const at = this.#blockOf(key);
    const items = this.#blocks[at]?.items ?? [];
    const place = placeOf(items, key);
    if (items[place]?.key !== key) return;
    this.#size -= 1;
    const block = this.#own(at);
    block.items.splice(place, 1);
    if (block.items.length === 0) this.#blocks.splice(at, 1);
  }

  #split({ items, newest }: OwnBlock<T>, at: number): void {
    const rest = items.splice(items.length >>> 1);
    this.#blocks.splice(at + 1, 0, { items: rest, newest, taken: this.#taken });
  }

  /** A block that nobody else has, in a list that nobody else has; a new one where there is none. */
  #own(at: number): OwnBlock<T> {
    if (this.#isListTaken) this.#blocks = [...this.#blocks];
    this.#isListTaken = false;
    const block = this.#blocks[at] ?? { items: [], newest: 0, taken: this.#taken };
    const own =
      block.taken === this.#taken ? block : { ...block, items: [...block.items], taken: this.#taken };
    this.#blocks[at] = own;
    return own;
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
