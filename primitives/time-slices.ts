import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Divides long work into slices, between which the rest of the process goes on. Works that share them have one slice
 * together, however many they are.
 */
export class TimeSlices {
  readonly #sliceMs: number;
  #begun = performance.now();
  /** Others have their turn; all works wait for the same. */
  #turn: Promise<void> | undefined;

  /** @param sliceMs how long the works go on together before others have their turn, ms */
  constructor(sliceMs: number) {
    this.#sliceMs = sliceMs;
  }

  /** Whether it is time to make room; asked between two pieces of work, since waiting for each would cost more than most. */
  get isOver(): boolean {
    return performance.now() - this.#begun >= this.#sliceMs;
  }

  /** Resolves when others have had their turn. */
  next(): Promise<void> {
    this.#turn ??= nextTurn().then(() => {
      this.#begun = performance.now();
      this.#turn = undefined;
    });
    return this.#turn;
  }
}
