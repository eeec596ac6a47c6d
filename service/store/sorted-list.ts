/** How two items stand to each other: negative when the first comes first, 0 only for the same item. */
export type Compare<T> = (a: T, b: T) => number;

/** Most items of a block. Adding to one array of all items would move half of them each time. */
const BLOCK_ITEMS = 512;

/** Items in order. Finding a place costs the logarithm of their number, adding and deleting one little more. */
export class SortedList<T> {
  /** Consecutive items, block by block; none is empty. */
  readonly #blocks: T[][] = [];
  readonly #compare: Compare<T>;
  #length = 0;

  constructor(compare: Compare<T>) {
    this.#compare = compare;
  }

  /** Of many at once. */
  static of<T>(items: readonly T[], compare: Compare<T>): SortedList<T> {
    const list = new SortedList(compare);
    const sorted = [...items].sort(compare);
    for (let from = 0; from < sorted.length; from += BLOCK_ITEMS / 2)
      list.#blocks.push(sorted.slice(from, from + BLOCK_ITEMS / 2));
    list.#length = sorted.length;
    return list;
  }

  get length(): number {
    return this.#length;
  }

  add(item: T): void {
    this.#length += 1;
    const at = this.#blockOf(item);
    const block = this.#blocks[at];
    if (!block) {
      this.#blocks.push([item]);
      return;
    }
    const place = this.#placeIn(block, item);
    if (place === 0) block.unshift(item);
    else if (place === block.length) block.push(item);
    else block.splice(place, 0, item);
    if (block.length > BLOCK_ITEMS) this.#blocks.splice(at + 1, 0, block.splice(BLOCK_ITEMS / 2));
  }

  delete(item: T): void {
    const at = this.#blockOf(item);
    const block = this.#blocks[at];
    if (!block) return;
    const place = this.#placeIn(block, item);
    const found = block[place];
    if (found === undefined || this.#compare(found, item) !== 0) return;
    this.#length -= 1;
    block.splice(place, 1);
    if (block.length === 0) this.#blocks.splice(at, 1);
  }

  /** The first items that come after a place in the order, which need not be an item's; from the beginning without it. */
  after(place: T | undefined, limit: number): readonly T[] {
    const found: T[] = [];
    let at = place === undefined ? 0 : this.#blockOf(place);
    let start = place === undefined ? 0 : this.#afterIn(this.#blocks[at] ?? [], place);
    for (let block = this.#blocks[at]; block && found.length < limit; block = this.#blocks[++at]) {
      found.push(...block.slice(start, start + limit - found.length));
      start = 0;
    }
    return found;
  }

  /** The block in which an item stands or would stand: the last one that does not begin after it. */
  #blockOf(item: T): number {
    const last = this.#blocks.length - 1;
    if (last < 0 || this.#compare(this.#blocks[last]?.[0] as T, item) <= 0) return Math.max(0, last);
    const after = count(this.#blocks.length, (at) => this.#compare(this.#blocks[at]?.[0] as T, item) <= 0);
    return Math.max(0, after - 1);
  }

  /** The number of those before an item in a block. */
  #placeIn(block: readonly T[], item: T): number {
    if (this.#compare(block.at(-1) as T, item) < 0) return block.length;
    return count(block.length, (at) => this.#compare(block[at] as T, item) < 0);
  }

  /** The number of those that do not come after a place. */
  #afterIn(block: readonly T[], place: T): number {
    return count(block.length, (at) => this.#compare(block[at] as T, place) <= 0);
  }
}

/** Of so many in order, how many come before: the first ones do, the others do not. */
function count(length: number, comesBefore: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comesBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
