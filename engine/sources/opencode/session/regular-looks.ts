import { type Place, stampAt } from "./file-version.ts";

/** How long a look goes on at most once it has seen the first places, ms. */
const LOOK_MS = 0.8;
/** How many places each look begins with. */
const FIRST_PLACES = 100;

interface LookedAt {
  readonly path: string;
  /** Undefined until it was looked at, where nothing is known of it. */
  stamp: string | undefined;
  /** It was seen to have changed: what is written in the same tick of a coarse clock shows nothing more. */
  isFresh: boolean;
}

/**
 * Sees which files and folders have changed by their directory entries. Every change is told of twice, one look after the
 * other. Of very many places each look takes in the first, and some of the others in turn.
 */
export class RegularLooks {
  #places: readonly LookedAt[] = [];
  #expected: (() => readonly Place[]) | undefined;
  #turn = 0;

  /** Takes in what there is to look at, as it was when it was read; what is likeliest to change comes first. */
  expect(places: () => readonly Place[]): void {
    this.#expected = places;
  }

  /** The paths of what has changed. */
  look(): readonly string[] {
    this.#takeIn();
    const until = performance.now() + LOOK_MS;
    const changed = this.#places.slice(0, FIRST_PLACES).filter(hasChanged);
    const others = this.#places.length - FIRST_PLACES;
    for (let n = 0; n < others && performance.now() < until; n++) {
      this.#turn = (this.#turn + 1) % others;
      const place = this.#places[FIRST_PLACES + this.#turn];
      if (place && hasChanged(place)) changed.push(place);
    }
    return changed.map(({ path }) => path);
  }

  /** What was too fresh to have a version when it was read is as it was looked at. */
  #takeIn(): void {
    if (!this.#expected) return;
    const known = new Map(this.#places.map((place) => [place.path, place]));
    this.#places = this.#expected().map(
      ({ path, version }) =>
        (version === undefined ? known.get(path) : undefined) ?? { path, stamp: version, isFresh: false },
    );
    this.#expected = undefined;
  }
}

function hasChanged(place: LookedAt): boolean {
  const stamp = stampAt(place.path);
  const isOther = stamp !== place.stamp;
  const isNews = isOther || place.isFresh;
  place.stamp = stamp;
  place.isFresh = isOther;
  return isNews;
}
