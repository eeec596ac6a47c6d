import type { OnSome, SessionSummary } from "../../../engine/sources/session-source.ts";

/** Undefined: there is no storage. */
export type Listed = readonly SessionSummary[] | undefined;

/** Sessions that are being read: of a large storage the last updated ones can be shown before the others are found. */
export class SessionListing {
  /** Some are found before all are; never comes when all are found at once. */
  readonly begun: Promise<void>;
  /** All are found. @throws what the reading throws */
  readonly whole: Promise<Listed>;
  /** The reading has ended, well or not. */
  isOver = false;
  #found: Listed;

  constructor(read: (onSome: OnSome) => Promise<Listed>) {
    const first = Promise.withResolvers<void>();
    this.begun = first.promise;
    const reading = read((some) => {
      if (this.isOver || some.length === 0) return;
      this.#found = some;
      first.resolve();
    });
    this.whole = reading.finally(() => {
      this.isOver = true;
    });
    // Whoever asks for some of them hears of it.
    this.whole.catch(() => {});
  }

  /** Those found so far, as soon as there is something to show. @throws what the reading throws */
  async some(): Promise<Listed> {
    if (!this.isOver) await Promise.race([this.begun, this.whole]);
    return this.isOver ? this.whole : this.#found;
  }
}
