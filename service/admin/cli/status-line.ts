/** How often a line is written where none can be written over, ms. */
const PAUSE_MS = 10_000;

export interface StatusLineOptions {
  /** What was written can be written over. */
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

/** One line that says how far something is: written over in a terminal, elsewhere written again now and then. */
export class StatusLine {
  readonly #options: StatusLineOptions;
  #shown = "";
  #writtenAt: number | undefined;

  constructor(options: StatusLineOptions) {
    this.#options = options;
  }

  show(text: string): void {
    const { isTerminal, write, now = () => performance.now() } = this.#options;
    if (isTerminal) {
      if (text !== this.#shown) write(`\r\u001b[K${text}`);
      this.#shown = text;
      return;
    }
    this.#writtenAt ??= now();
    if (now() - this.#writtenAt < PAUSE_MS) return;
    this.#writtenAt = now();
    write(`${text}\n`);
  }

  /** Takes it away, for something else to be written. */
  clear(): void {
    if (this.#shown !== "") this.#options.write("\r\u001b[K");
    this.#shown = "";
  }
}
