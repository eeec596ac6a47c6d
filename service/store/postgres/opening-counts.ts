import type { ShareOwner } from "../store.ts";

/** How long openings wait to be written together, ms. */
const WAIT_MS = 1_000;

export interface Opening {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly who?: ShareOwner | undefined;
}

/** Openings that are not written yet. What cannot be written now stays counted and is tried again with the next. */
export class OpeningCounts {
  readonly #write: (shareId: string, openings: readonly Opening[]) => Promise<void>;
  readonly #waiting = new Map<string, Opening[]>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(write: (shareId: string, openings: readonly Opening[]) => Promise<void>) {
    this.#write = write;
  }

  async add(shareId: string, opening: Opening): Promise<void> {
    const waiting = this.#waiting.get(shareId);
    if (waiting) waiting.push(opening);
    else this.#waiting.set(shareId, [opening]);
    this.#timer ??= setTimeout(() => void this.flush(), WAIT_MS).unref();
  }

  /** Resolves when all that was counted so far is written, or could not be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#all());
    return this.#writing;
  }

  close(): Promise<void> {
    return this.flush();
  }

  async #all(): Promise<void> {
    for (const [shareId, openings] of [...this.#waiting]) {
      this.#waiting.delete(shareId);
      await this.#write(shareId, openings).catch(() => {
        this.#waiting.set(shareId, [...openings, ...(this.#waiting.get(shareId) ?? [])]);
      });
    }
  }
}
