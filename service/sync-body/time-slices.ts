import { setImmediate as nextTurn } from "node:timers/promises";

/** How long works that share slices go on together before others are served, ms. */
const SLICE_MS = 10;

/** Lets long works that are done piece by piece make room for everything else, however many there are at once. */
export class TimeSlices {
  readonly #sliceMs: number;
  #begun = performance.now();

  constructor(sliceMs = SLICE_MS) {
    this.#sliceMs = sliceMs;
  }

  /** To be awaited between two pieces: resolves when the next may begin. */
  async next(): Promise<void> {
    if (performance.now() - this.#begun < this.#sliceMs) return;
    await nextTurn();
    this.#begun = performance.now();
  }
}
