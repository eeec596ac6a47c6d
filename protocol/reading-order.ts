/** What says where a message stands among those of its session. */
export interface MessagePlace {
  readonly id: string;
  /** The number that its source gives it, as opencode 2.x does; it decides where both have one. */
  readonly order?: number | null | undefined;
  /** Milliseconds since 1970; undefined, or 0: not known. */
  readonly createdAt?: number | null | undefined;
}

/**
 * Messages in the order in which opencode lists them: by the number of their source, else by the time when they were
 * created, and at one time by id. Ids alone tell nothing: their time ran over in August 2026, and other programs write
 * ids of their own. Only a message of which nothing is known stands where its id would.
 */
export function inReadingOrder<T>(items: Iterable<T>, placeOf: (item: T) => MessagePlace): T[] {
  const placed = Array.from(items, (item) => ({ item, place: placeOf(item) }));
  const known = placed.filter(({ place }) => isKnown(place)).sort((a, b) => comparePlaces(a.place, b.place));
  const others = placed.filter(({ place }) => !isKnown(place)).sort((a, b) => compareIds(a.place, b.place));
  return others.length === 0 ? itemsOf(known) : itemsOf(merge(known, others));
}

interface Placed<T> {
  readonly item: T;
  readonly place: MessagePlace;
}

/** Puts each of the others behind the last that has a smaller id. @param others by id */
function merge<T>(known: readonly Placed<T>[], others: readonly Placed<T>[]): Placed<T>[] {
  const byId = [...known.entries()].sort(([, a], [, b]) => compareIds(a.place, b.place));
  const merged: Placed<T>[] = [];
  let smaller = 0;
  let end = 0;
  for (const other of others) {
    for (; smaller < byId.length; smaller++) {
      const [index, { place }] = byId[smaller] as [number, Placed<T>];
      if (compareIds(place, other.place) >= 0) break;
      for (; end <= index; end++) merged.push(known[end] as Placed<T>);
    }
    merged.push(other);
  }
  return [...merged, ...known.slice(end)];
}

const itemsOf = <T>(placed: readonly Placed<T>[]) => placed.map(({ item }) => item);

/** Negative when `a` is read before `b`. */
export function comparePlaces(a: MessagePlace, b: MessagePlace): number {
  return (
    compareNumbers(a.order ?? Infinity, b.order ?? Infinity) ||
    compareNumbers(a.createdAt || Infinity, b.createdAt || Infinity) ||
    compareIds(a, b)
  );
}

const isKnown = ({ order, createdAt }: MessagePlace) =>
  (order !== null && order !== undefined) || (createdAt ?? 0) !== 0;

/** Ids are ASCII and case matters, so no locale has a say. */
const compareIds = (a: MessagePlace, b: MessagePlace) => (a.id < b.id ? -1 : Number(a.id > b.id));

const compareNumbers = (a: number, b: number) => (a < b ? -1 : Number(a > b));
