import { setTimeout as delay } from "node:timers/promises";
import { ExponentialBackoff, type IBackoff } from "cockatiel";
import { LONGEST_WAIT_MS } from "../../client/service-error.ts";

/** How often a loop flushes and how it backs off, ms. */
export interface FlushTiming {
  /** Shortest time from the start of one flush to the next; what happens meanwhile goes together. */
  readonly windowMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
}

export const STANDARD_TIMING: FlushTiming = { windowMs: 250, firstRetryMs: 500, longestRetryMs: 30_000 };

export interface FlushLoopOptions {
  /** Does all the work there is. */
  readonly flush: (signal: AbortSignal) => Promise<void>;
  /** Whether a failure is worth another try, and how long the other side asked to wait, ms. */
  readonly retry: (error: unknown) => { readonly afterMs?: number | undefined } | undefined;
  readonly onRetry: (error: unknown, afterMs: number) => void;
  /** Nothing is left to do, or (with an error) no further try will be made until the next request. */
  readonly onSettled: (error: unknown) => void;
  readonly pace: FlushTiming;
}

/**
 * Flushes when asked: at once after a pause, else after the flush in flight and the rest of its window.
 * One flush at a time; a request is never lost and never queued twice; failures back off and are tried again.
 */
export class FlushLoop {
  readonly #options: FlushLoopOptions;
  #requested = false;
  #stopped = false;
  #run: Promise<void> | undefined;
  /** When the next flush may begin, by the monotonic clock. */
  #windowEnd = 0;
  #abort = new AbortController();

  constructor(options: FlushLoopOptions) {
    this.#options = options;
  }

  request(): void {
    if (this.#stopped) return;
    this.#requested = true;
    // The work starts in a microtask, so that a request made by the flush itself finds the run it belongs to.
    this.#run ??= Promise.resolve()
      .then(() => this.#work())
      .finally(() => {
        this.#run = undefined;
        if (this.#requested) this.request();
      });
  }

  /** Ends a pause between tries and flushes at once. */
  restart(): void {
    this.#windowEnd = 0;
    this.#abort.abort();
    this.request();
  }

  /** No further flush; resolves when the one in flight has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#requested = false;
    this.#abort.abort();
    await this.#run;
  }

  async #work(): Promise<void> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    while (this.#requested) {
      const rest = this.#windowEnd - performance.now();
      if (rest > 0) await delay(rest, undefined, { signal }).catch(() => undefined);
      // What was asked for with the restart is done by the next run.
      if (signal.aborted) return;
      this.#requested = false;
      this.#windowEnd = performance.now() + this.#options.pace.windowMs;
      await this.#flushUntilDone(signal);
    }
  }

  async #flushUntilDone(signal: AbortSignal): Promise<void> {
    const { flush, retry, onRetry, onSettled } = this.#options;
    let backoff: IBackoff<unknown> | undefined;
    while (!signal.aborted) {
      const error = await flush(signal).then(
        () => undefined,
        (reason: unknown) => reason ?? new Error("the flush failed"),
      );
      if (signal.aborted) return;
      const again = error === undefined ? undefined : retry(error);
      if (!again) {
        onSettled(error);
        return;
      }
      backoff = backoff?.next(undefined) ?? this.#firstBackoff();
      const afterMs = Math.min(again.afterMs ?? backoff.duration, LONGEST_WAIT_MS);
      onRetry(error, afterMs);
      await delay(afterMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #firstBackoff(): IBackoff<unknown> {
    const { firstRetryMs, longestRetryMs } = this.#options.pace;
    return new ExponentialBackoff({ initialDelay: firstRetryMs, maxDelay: longestRetryMs }).next();
  }
}
