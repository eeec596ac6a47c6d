import type { Reader } from "./readers.ts";
import type { MayStay } from "./subscriber.ts";

/** How long who polls counts after each question, ms: pages that nobody looks at ask once a minute. */
const POLL_LASTS_MS = 75_000;
/** How long a last question may be on its way after whoever sent it has got a line, ms. */
const LATE_MS = 3_000;

interface Poller extends Reader {
  readonly timer: NodeJS.Timeout;
}

/**
 * Who follows which share by asking for news again and again. Each is known by what the service counts requests by, so
 * that those behind one address who are not signed in are one, and no one can seem to be many.
 */
export class Pollers {
  readonly #lastsMs: number;
  readonly #byShare = new Map<string, Map<string, Poller>>();
  /** Who has just got a line, by share and name. */
  readonly #onLine = new Set<string>();

  /** @param lastsMs after which silence one has left */
  constructor(lastsMs = POLL_LASTS_MS) {
    this.#lastsMs = lastsMs;
  }

  /** Somebody has asked for news, and may read the share. */
  see(shareId: string, who: string, mayStay: MayStay): void {
    if (this.#onLine.has(shareId + who)) return;
    this.leave(shareId, who);
    const cutOff = () => this.leave(shareId, who);
    const timer = setTimeout(cutOff, this.#lastsMs).unref();
    const its = this.#byShare.get(shareId) ?? new Map<string, Poller>();
    this.#byShare.set(shareId, its.set(who, { mayStay, cutOff, timer }));
  }

  leave(shareId: string, who: string): void {
    const its = this.#byShare.get(shareId);
    clearTimeout(its?.get(who)?.timer);
    its?.delete(who);
    if (its?.size === 0) this.#byShare.delete(shareId);
  }

  /** Somebody has got a line: whoever polled under this name follows by it now, as far as can be told. */
  getLine(shareId: string, who: string): void {
    if (!this.#byShare.get(shareId)?.has(who)) return;
    this.leave(shareId, who);
    this.#onLine.add(shareId + who);
    setTimeout(() => this.#onLine.delete(shareId + who), LATE_MS).unref();
  }

  /** A share is over. */
  end(shareId: string): void {
    for (const { cutOff } of this.of(shareId)) cutOff();
  }

  count(shareId: string): number {
    return this.#byShare.get(shareId)?.size ?? 0;
  }

  of(shareId: string): readonly Reader[] {
    return [...(this.#byShare.get(shareId)?.values() ?? [])];
  }

  get all(): readonly Reader[] {
    return [...this.#byShare.values()].flatMap((its) => [...its.values()]);
  }
}
