import type { FastifyRateLimitStore } from "@fastify/rate-limit";

/** Most whose count is remembered. Who has many addresses must not make the service forget others. */
const MAX_COUNTED = 100_000;

interface Window {
  /** Milliseconds of the clock that nobody sets. */
  readonly since: number;
  count: number;
}

type Callback = Parameters<FastifyRateLimitStore["incr"]>[1];

/** Counts within windows of time, by a clock that nobody sets: one that jumps neither frees anybody nor locks them out. */
export class SteadyCounts implements FastifyRateLimitStore {
  /** Whoever was counted last stands last. */
  readonly #windows = new Map<string, Window>();

  incr(name: string, callback: Callback, windowMs: number): void {
    const now = performance.now();
    const before = this.#windows.get(name);
    const window = before && now - before.since < windowMs ? before : { since: now, count: 0 };
    window.count += 1;
    this.#windows.delete(name);
    this.#windows.set(name, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MAX_COUNTED && oldest !== undefined) this.#windows.delete(oldest);
    callback(null, { current: window.count, ttl: windowMs - (now - window.since) });
  }

  /** Every rate has its own. */
  child(): SteadyCounts {
    return new SteadyCounts();
  }
}
