/** How two items stand to each other: negative when the first comes first, 0 only for the same item. */
export type Compare<T> = (a: T, b: T) => number;

/** Items in order. Finding a place costs the logarithm of their number; adding at an end costs nothing more. */
export class SortedList<T> {
  readonly #items: T[] = [];
  readonly #compare: Compare<T>;

  constructor(compare: Compare<T>) {
    this.#compare = compare;
  }

  get length(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#items.splice(this.#placeOf(item), 0, item);
  }

  delete(item: T): void {
    const place = this.#placeOf(item);
    const found = this.#items[place];
    if (found !== undefined && this.#compare(found, item) === 0) this.#items.splice(place, 1);
  }

  /** The first items that come after a place in the order, which need not be an item's; from the beginning without it. */
  after(place: T | undefined, limit: number): readonly T[] {
    if (place === undefined) return this.#items.slice(0, limit);
    const start = this.#placeOf(place);
    const found = this.#items[start];
    const skipped = found !== undefined && this.#compare(found, place) === 0 ? 1 : 0;
    return this.#items.slice(start + skipped, start + skipped + limit);
  }

  /** Where an item stands or would stand: the number of those before it. */
  #placeOf(item: T): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#items[middle] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
