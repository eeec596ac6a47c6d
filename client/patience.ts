/** Ends a request of which nothing has come for `idleMs`, or which is not over after `totalMs`. */
export class Patience {
  readonly #abort = new AbortController();
  readonly #idleMs: number;
  readonly #end: ReturnType<typeof setTimeout>;
  #idle: ReturnType<typeof setTimeout>;

  constructor(idleMs: number, totalMs: number) {
    this.#idleMs = idleMs;
    this.#end = setTimeout(() => this.#abort.abort(), totalMs);
    this.#idle = setTimeout(() => this.#abort.abort(), idleMs);
  }

  /** Aborts when it is at its end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Something has come. */
  renew(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#abort.abort(), this.#idleMs);
  }

  /** The request is over, one way or the other. */
  stop(): void {
    clearTimeout(this.#end);
    clearTimeout(this.#idle);
  }
}
