import { setTimeout as delay } from "node:timers/promises";

/** Something without which the service is not ready. */
export interface HealthCheck {
  /** What it is, in a word that strangers may read. */
  readonly name: string;
  /** Why it is not well, in words that strangers may read; undefined: it is. One that throws is not well. */
  check(): Promise<string | undefined>;
}

export interface ReadinessOptions {
  /** For how long what was found is answered again, ms. */
  readonly maxAgeMs?: number;
  /** How long a check may take until it counts as not well, ms. */
  readonly patienceMs?: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

interface Finding {
  readonly at: number;
  readonly problem: string | undefined;
}

/**
 * Whether the service is ready, as cheaply as monitors and strangers ask: each check runs once at a time, and no more
 * often than what it found grows old.
 */
export class Readiness {
  readonly #checks: readonly CachedCheck[];

  constructor(checks: readonly HealthCheck[], options: ReadinessOptions = {}) {
    this.#checks = checks.map((check) => new CachedCheck(check, options));
  }

  /** What is not well; empty: all is. Never throws. */
  async problems(): Promise<readonly string[]> {
    const found = await Promise.all(this.#checks.map((check) => check.problem()));
    return found.filter((problem) => problem !== undefined);
  }
}

class CachedCheck {
  readonly #check: HealthCheck;
  readonly #options: Required<ReadinessOptions>;
  #last: Finding | undefined;
  #running: Promise<string | undefined> | undefined;

  constructor(check: HealthCheck, options: ReadinessOptions) {
    const { maxAgeMs = 1_000, patienceMs = 5_000, now = () => performance.now() } = options;
    this.#check = check;
    this.#options = { maxAgeMs, patienceMs, now };
  }

  async problem(): Promise<string | undefined> {
    const { maxAgeMs, patienceMs, now } = this.#options;
    if (this.#last && now() - this.#last.at < maxAgeMs) return this.#last.problem;
    this.#running ??= this.#run();
    const patience = new AbortController();
    const tooLong = delay(patienceMs, `${this.#check.name}: does not answer`, { ...patience, ref: false });
    try {
      return await Promise.race([this.#running, tooLong]);
    } finally {
      tooLong.catch(() => undefined);
      patience.abort();
    }
  }

  async #run(): Promise<string | undefined> {
    const { name } = this.#check;
    const problem = await this.#check.check().then(
      (reason) => reason && `${name}: ${reason}`,
      () => `${name}: cannot be used now`,
    );
    this.#last = { at: this.#options.now(), problem };
    this.#running = undefined;
    return problem;
  }
}
