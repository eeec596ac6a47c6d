import { StoreUnavailableError } from "../store/errors.ts";
import type { AuditLog, AuditRecord } from "./audit-log.ts";

export interface OutboxDeps {
  readonly log: AuditLog;
  /** Told of each record that could not be written yet, when that is seen and once more when the process ends first. */
  readonly report?: ((record: AuditRecord, error: unknown) => void) | undefined;
  /** How long to wait before the first try again, ms; later ones wait longer, up to half a minute. */
  readonly retryMs?: number | undefined;
}

const RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
/** Most records that wait. What comes then is told to the log of the service and lost to the audit. */
const MAX_WAITING = 10_000;
/** How many are written at once. */
const AT_ONCE = 100;

/** Records of what has happened already: one that cannot be written waits here until it can. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #waiting: AuditRecord[] = [];
  #delayMs: number;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.#delayMs = this.#firstDelayMs;
  }

  /** How many records wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when the record is durable, or waits. */
  async put(record: AuditRecord): Promise<void> {
    try {
      await this.#deps.log.append(record);
    } catch (error) {
      this.#deps.report?.(record, error);
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push(record);
      this.#arm();
    }
  }

  /** Writes all that waits. @throws StoreUnavailableError when that is not possible yet */
  async flush(): Promise<void> {
    this.#flushing ??= this.#writeAll().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /** Tries a last time, and tells of what remains unwritten. */
  async close(): Promise<void> {
    await this.flush().catch((error: unknown) => {
      for (const record of this.#waiting) this.#deps.report?.(record, error);
    });
    clearTimeout(this.#timer);
  }

  get #firstDelayMs(): number {
    return this.#deps.retryMs ?? RETRY_MS;
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeSome();
      this.#delayMs = this.#firstDelayMs;
    } catch (cause) {
      throw new StoreUnavailableError(`${this.#waiting.length} records of the audit are not written yet`, {
        cause,
      });
    }
  }

  /** What was written leaves, and what was not stays, in order. */
  async #writeSome(): Promise<void> {
    const some = this.#waiting.slice(0, AT_ONCE);
    const results = await Promise.allSettled(some.map((record) => this.#deps.log.append(record)));
    const failed = some.filter((_, index) => results[index]?.status === "rejected");
    this.#waiting.splice(0, some.length, ...failed);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#delayMs = Math.min(2 * this.#delayMs, MAX_RETRY_MS);
      this.flush().catch(() => this.#arm());
    }, this.#delayMs).unref();
  }
}
