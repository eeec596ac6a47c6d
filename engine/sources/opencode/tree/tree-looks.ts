import type { Place } from "../session/file-version.ts";
import { RegularLooks } from "../session/regular-looks.ts";
import type { SessionIndex } from "./session-index.ts";

/** How many sessions are looked into, those that were read last. */
const MOST_FOLLOWED = 50;

/** Sees without events what changes in a tree: the list of its sessions, and the contents of those that are read. */
export class TreeLooks {
  readonly #index: SessionIndex;
  readonly #looks = new RegularLooks();
  /** By session. */
  readonly #followed = new Map<string, () => readonly Place[]>();

  constructor(index: SessionIndex) {
    this.#index = index;
  }

  /** Takes in that the list was read, or a session. */
  noteReading(sessionId?: string, places: () => readonly Place[] = () => []): void {
    if (sessionId !== undefined) {
      this.#followed.delete(sessionId);
      this.#followed.set(sessionId, places);
      const [oldest] = this.#followed.size > MOST_FOLLOWED ? this.#followed.keys() : [];
      if (oldest !== undefined) this.#followed.delete(oldest);
    }
    this.#looks.expect(() =>
      inTurns([this.#index.places(), ...[...this.#followed.values()].map((of) => of())]),
    );
  }

  forget(sessionId: string): void {
    this.#followed.delete(sessionId);
  }

  /** The paths of what has changed. */
  look(): readonly string[] {
    return this.#looks.look();
  }
}

/** The first of each list, then the second of each, and so on: no long list makes the others wait. Each place once. */
function inTurns(lists: readonly (readonly Place[])[]): readonly Place[] {
  const longest = Math.max(...lists.map((list) => list.length));
  const all = new Map<string, Place>();
  for (let index = 0; index < longest; index++)
    for (const list of lists) {
      const place = list[index];
      if (place && !all.has(place.path)) all.set(place.path, place);
    }
  return [...all.values()];
}
