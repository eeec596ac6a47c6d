import { HOUR_MS } from "../../primitives/durations.ts";
import type { HourlyCounts } from "../limits/hourly-counts.ts";

/** Most places remembered; beyond, the oldest windows are forgotten. */
export const MAX_WINDOWS = 20_000;

interface Window {
  since: number;
  count: number;
}

/** Counts attempts per name within an hour, in this process. */
export class Attempts implements HourlyCounts {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  /** @param now ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  async take(name: string, most: number): Promise<number> {
    const now = this.#now();
    const window = this.#current(name, now);
    if (window.count >= most) return Math.max(1, Math.ceil((window.since + HOUR_MS - now) / 1000));
    window.count += 1;
    return 0;
  }

  async giveBack(name: string): Promise<void> {
    const window = this.#windows.get(name);
    if (window && window.count > 0) window.count -= 1;
  }

  #current(name: string, now: number): Window {
    const before = this.#windows.get(name);
    if (before && before.since + HOUR_MS > now) {
      // A clock that was set back gives no more tries, and locks nobody out for longer.
      before.since = Math.min(before.since, now);
      return before;
    }
    this.#windows.delete(name);
    const window = { since: now, count: 0 };
    this.#windows.set(name, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MAX_WINDOWS && oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }
}
