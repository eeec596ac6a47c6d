/** How long one thing may keep all others waiting, ms. */
const SLICE_MS = 20;

/** Divides long work into slices, between which everything else goes on. */
export class Slices {
  readonly #signal: AbortSignal | undefined;
  #began = performance.now();

  /** @param signal ends the work */
  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  get isOver(): boolean {
    return performance.now() - this.#began > SLICE_MS;
  }

  /** Lets others go on. @throws the signal's reason */
  async next(): Promise<void> {
    this.#signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve));
    this.#signal?.throwIfAborted();
    this.#began = performance.now();
  }
}
