/** Largest and smallest piece that a reader holds at a time, in bytes. */
const MOST_BYTES = 256 * 1024;
const LEAST_BYTES = 4 * 1024;
/** How many pieces a reader may hold: the one that was read, and those on their way to the other side. */
const PIECES_PER_READER = 4;

/**
 * How much all readers of a process may hold together. Nobody waits for others, who may be slow: the more read at once,
 * the smaller are the pieces of each.
 */
export class ReadBudget {
  readonly #bytes: number;
  #readers = 0;

  constructor(bytes = 64 * 1024 * 1024) {
    this.#bytes = bytes;
  }

  /** How large a piece may be now. */
  get pieceBytes(): number {
    const share = Math.floor(this.#bytes / (PIECES_PER_READER * Math.max(1, this.#readers)));
    return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, share));
  }

  /** Somebody begins to read. Answers how they say, once, that they have ended. */
  begin(): () => void {
    this.#readers += 1;
    return () => {
      this.#readers -= 1;
    };
  }
}
