import type { Disposable } from "../../primitives/disposable.ts";
import { DAY_MS } from "../../primitives/durations.ts";
import { holdLease, type Leases } from "../leases/leases.ts";
import type { LocalShare } from "../registry/local-share.ts";
import type { ShareRegistry } from "../registry/share-registry.ts";

export interface ExpiryRemindersDeps {
  readonly registry: ShareRegistry;
  /** Between the windows that have the same registry: one of them reminds. */
  readonly leases: Leases;
  readonly remind: (record: LocalShare) => void;
  /** Hears what went wrong; the next look comes by itself. */
  readonly onError: (error: unknown) => void;
  readonly now?: () => number;
}
/** How often at least it is looked, however far away the next end is: machines sleep, and clocks are set; ms. */
const LONGEST_PAUSE_MS = 60 * 60_000;

/** When to remind of a share's end, ms since 1970; undefined: not, or not again. */
export function reminderTime({ expiresAt, createdAt, phase, remindedOf }: LocalShare): number | undefined {
  if (expiresAt === null || phase !== "shared" || remindedOf === expiresAt) return undefined;
  const at = expiresAt - DAY_MS;
  // Who has just chosen a day knows it.
  return at > createdAt ? at : undefined;
}

/** Reminds of each share's end once, a day before, in one window of the machine. */
export class ExpiryReminders {
  readonly #deps: ExpiryRemindersDeps;
  readonly #stopping = new AbortController();
  readonly #watch: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: ExpiryRemindersDeps) {
    this.#deps = deps;
    this.#watch = deps.registry.onDidChange(() => this.look());
  }

  /** Looks whether a reminder is due, now and from then on by itself. */
  look(): void {
    if (this.#stopping.signal.aborted) return;
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) this.#deps.onError(error);
      })
      .finally(() => {
        this.#looking = undefined;
        this.#lookAgain();
      });
  }

  dispose(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#watch.dispose();
  }

  async #look(): Promise<void> {
    if (this.#due().length === 0) return;
    const { registry, leases, remind } = this.#deps;
    const turn = await holdLease(leases, "reminders", this.#stopping.signal);
    try {
      await registry.refresh();
      for (const record of this.#due()) {
        await registry.update(record.shareId, { remindedOf: record.expiresAt });
        remind(record);
      }
    } finally {
      await turn.release();
    }
  }

  #due(): readonly LocalShare[] {
    const now = (this.#deps.now ?? Date.now)();
    return this.#deps.registry.list().filter((record) => {
      const at = reminderTime(record);
      return at !== undefined && at <= now && (record.expiresAt ?? 0) > now;
    });
  }

  #lookAgain(): void {
    if (this.#stopping.signal.aborted) return;
    clearTimeout(this.#timer);
    const now = (this.#deps.now ?? Date.now)();
    const times = this.#deps.registry.list().flatMap((record) => reminderTime(record) ?? []);
    const next = Math.min(...times.filter((at) => at > now), now + LONGEST_PAUSE_MS);
    this.#timer = setTimeout(() => this.look(), next - now).unref();
  }
}
