import { networkOf } from "../limits/network-of.ts";
import type { Verified } from "../store/verified.ts";
import type { AuditLog, AuditQuery, AuditRecord } from "./audit-log.ts";

/** What whoever has a link can make happen as often as they like. */
const counted: ReadonlySet<AuditRecord["action"]> = new Set(["share.opened", "share.refused"]);
/** How long repeats are told together, ms. */
const WINDOW_MS = 60 * 60 * 1000;
/** How many strangers of a share are told one by one in that time; all others are counted together. */
const STRANGERS_PER_SHARE = 50;
/** Most kinds of repeats that are counted at a time. */
const MOST_TALLIES = 20_000;

/** What happened again, and how often since it was last told. */
interface Tally {
  record: AuditRecord;
  repeats: number;
}

export interface CountedAuditLogOptions {
  readonly windowMs?: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

/**
 * An audit that strangers cannot grow at will. That somebody opened a share, or was refused, is written down the first
 * time; what the same person or network does again within the hour is counted, and told in one record with `count`: when
 * the hour is over, when somebody asks, or when the log closes. Everything else passes through.
 */
export class CountedAuditLog implements AuditLog {
  readonly #log: AuditLog;
  readonly #windowMs: number;
  readonly #now: () => number;
  #tallies: Map<string, Tally> = new Map();
  /** How many strangers were told one by one, by action and share. */
  readonly #strangers = new Map<string, number>();
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: AuditLog, options: CountedAuditLogOptions = {}) {
    const { windowMs = WINDOW_MS, now = () => performance.now() } = options;
    this.#log = log;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  async append(record: AuditRecord): Promise<void> {
    if (!counted.has(record.action)) return this.#log.append(record);
    await this.#turn();
    const named = this.#nameOf(record);
    if (this.#tallies.has(named.name)) return this.#count(named.name, named.record, 1);
    if (this.#tallies.size >= MOST_TALLIES && named.record.actor !== "anonymous")
      return this.#log.append(record);
    await this.#begin(named.name, named.record);
  }

  async *query(query: AuditQuery): AsyncIterable<AuditRecord> {
    await tellRepeats(this.#log, this.#tallies);
    yield* this.#log.query(query);
  }

  purge(before: number): Promise<number> {
    return this.#log.purge(before);
  }

  verify(): AsyncIterable<Verified> {
    return this.#log.verify();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await tellRepeats(this.#log, this.#tallies);
    await this.#log.close();
  }

  /** What could not be written down has not been told: the next one is the first again. */
  async #begin(name: string, record: AuditRecord): Promise<void> {
    const tally: Tally = { record, repeats: 0 };
    this.#tallies.set(name, tally);
    this.#timer ??= setTimeout(() => void this.#turn(), this.#windowMs).unref();
    try {
      await this.#log.append(record);
    } catch (error) {
      if (tally.repeats === 0) this.#tallies.delete(name);
      throw error;
    }
  }

  /** What a record is counted by, and what is told of it: of one stranger too many, no more than the share. */
  #nameOf(record: AuditRecord): { readonly name: string; readonly record: AuditRecord } {
    const { action, actor, org, share, from, detail } = record;
    const name = JSON.stringify([action, share, detail, actor, org, networkOf(from)]);
    if (actor !== "anonymous" || this.#tallies.has(name)) return { name, record };
    const crowd = JSON.stringify([action, share]);
    const strangers = this.#strangers.get(crowd) ?? 0;
    if (this.#tallies.size >= MOST_TALLIES) return { name: action, record: { at: record.at, action, actor } };
    if (strangers >= STRANGERS_PER_SHARE) return { name: crowd, record: withoutAddress(record) };
    this.#strangers.set(crowd, strangers + 1);
    return { name, record };
  }

  /** Tells what was counted and begins anew when the hour is over. */
  async #turn(): Promise<void> {
    if (this.#tallies.size === 0) this.#since = this.#now();
    if (this.#now() - this.#since < this.#windowMs) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#since = this.#now();
    const over = this.#tallies;
    this.#tallies = new Map();
    this.#strangers.clear();
    await tellRepeats(this.#log, over);
    for (const [name, { record, repeats }] of over) if (repeats > 0) this.#count(name, record, repeats);
  }

  #count(name: string, record: AuditRecord, repeats: number): void {
    const tally = this.#tallies.get(name) ?? { record, repeats: 0 };
    tally.record = record;
    tally.repeats += repeats;
    this.#tallies.set(name, tally);
  }
}

/** What could not be written down stays counted. */
async function tellRepeats(log: AuditLog, tallies: ReadonlyMap<string, Tally>): Promise<void> {
  const waiting = [...tallies.values()].filter(({ repeats }) => repeats > 0);
  await Promise.all(
    waiting.map(async (tally) => {
      const { repeats, record } = tally;
      tally.repeats = 0;
      await log.append({ ...record, count: repeats }).catch(() => {
        tally.repeats += repeats;
      });
    }),
  );
}

function withoutAddress(record: AuditRecord): AuditRecord {
  const { from: _from, detail: _detail, ...rest } = record;
  return rest;
}
