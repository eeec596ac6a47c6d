import { spread } from "./pace.ts";

/** Pauses that grow from one failure to the next, and are short again once something has lasted. */
export class Backoff {
  readonly #firstMs: number;
  #failures = 0;
  /** What was wrong with the other side: each makes the pauses longer for good. */
  #offences = 0;

  constructor(firstMs: number) {
    this.#firstMs = firstMs;
  }

  /** Nothing has failed lately. */
  get isFresh(): boolean {
    return this.#failures === this.#offences;
  }

  /** The pause after one more failure, ms. */
  next(longestMs: number): number {
    const pause = Math.min(longestMs, this.#firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return spread(pause);
  }

  /** All is well, but for what was wrong with the other side. */
  calm(): void {
    this.#failures = this.#offences;
  }

  /** Somebody wants it now. */
  forget(): void {
    this.#failures = 0;
  }

  /** The other side was wrong. */
  offend(): void {
    this.#offences += 1;
  }
}
