/** Lets so many works go at a time. Of each name one goes at a time, and names take turns: whoever has many delays nobody else for long. */
export class FairTurns {
  readonly #most: number;
  /** What waits, by name; the name whose turn is next stands first. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  readonly #going = new Set<string>();

  /** @param most how many works go at a time */
  constructor(most: number) {
    this.#most = most;
  }

  /** Does work when its turn has come; settles as the work does. */
  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const begin = () => work().then(resolve, reject);
      const waiting = this.#waiting.get(name);
      if (waiting) waiting.push(begin);
      else this.#waiting.set(name, [begin]);
      this.#next();
    });
  }

  #next(): void {
    for (const [name, waiting] of this.#waiting) {
      if (this.#going.size >= this.#most) return;
      if (this.#going.has(name)) continue;
      const begin = waiting.shift();
      if (waiting.length === 0) this.#waiting.delete(name);
      if (begin) void this.#go(name, begin);
    }
  }

  async #go(name: string, begin: () => Promise<void>): Promise<void> {
    this.#going.add(name);
    await begin();
    this.#going.delete(name);
    const waiting = this.#waiting.get(name);
    // Behind all others.
    if (waiting && this.#waiting.delete(name)) this.#waiting.set(name, waiting);
    this.#next();
  }
}
