import { type Pace, spread } from "./pace.ts";

/** Says when it is time to ask for news: seldom where there are none, and while nobody looks. */
export class PollTimer {
  readonly #pace: Pace;
  /** How many questions in a row have brought nothing. */
  readonly #quiet: () => number;
  readonly #onDue: () => void;
  #isWatched = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(pace: Pace, quiet: () => number, onDue: () => void) {
    this.#pace = pace;
    this.#quiet = quiet;
    this.#onDue = onDue;
  }

  /** Begins to wait, unless it waits already. */
  start(): void {
    if (this.#timer !== undefined) return;
    const { poll, longestPoll, unwatchedPoll } = this.#pace;
    const watched = Math.min(longestPoll, poll * 1.5 ** this.#quiet());
    this.#timer = setTimeout(() => this.#end(), spread(this.#isWatched ? watched : unwatchedPoll));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Who comes back need not wait for what they missed. */
  setWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    if (this.#timer === undefined) return;
    this.stop();
    if (isWatched) this.#onDue();
    else this.start();
  }

  #end(): void {
    this.stop();
    this.#onDue();
  }
}
