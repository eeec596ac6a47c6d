/** Runs works one after another, in the order in which they were given. One that fails holds up none of the next. */
export class Sequencer {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs work when all that was given before has ended; settles as the work does. */
  run<T>(work: () => T | PromiseLike<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
