import type { Adapter } from "lowdb";
import type { JournalDamage } from "./journal-damage.ts";
import { JournalFile, type JournalFileOptions } from "./journal-file.ts";
import type { JournalRecord } from "./journal-lines.ts";
import type { Ledger, PlacedLedger } from "./ledger.ts";
import { Rewriting } from "./rewriting.ts";

/** A journal is rewritten when it exceeds this size, in bytes, and this many times what is live. */
export interface CompactionLimits {
  readonly bytes: number;
  readonly timesLive: number;
}

/** A journal on disk, and what to do when it is damaged. */
export interface JournalOptions extends JournalFileOptions {
  /** Keeps the damaged file aside before anything is changed; answers what an admin knows the damage by. */
  readonly keepAside: (damage: JournalDamage) => Promise<string>;
  /** Default: beyond 1 MB, and four times what is live. */
  readonly compaction?: CompactionLimits | undefined;
}

const COMPACTION: CompactionLimits = { bytes: 1024 * 1024, timesLive: 4 };

/**
 * lowdb's adapter for an append-only journal. All writes that wait for the same journal go in one write and one
 * fdatasync. After a failed write the memory is ahead of the disk: every further write fails, and the ledger must
 * be thrown away and read again through a new adapter.
 */
export class JournalAdapter<L extends Ledger | PlacedLedger> implements Adapter<L> {
  readonly #options: JournalOptions;
  readonly #newLedger: () => L;
  readonly #limits: CompactionLimits;
  #file: JournalFile | undefined;
  #rewriting: Rewriting | undefined;
  #unwritten: JournalRecord[] = [];
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #compactBeyond: number;

  constructor(options: JournalOptions, newLedger: () => L) {
    const { compaction: limits = COMPACTION } = options;
    this.#options = options;
    this.#newLedger = newLedger;
    this.#limits = limits;
    this.#compactBeyond = limits.bytes;
  }

  async read(): Promise<L> {
    let ledger = this.#newLedger();
    const file = await JournalFile.open(this.#options, () => {
      ledger = this.#newLedger();
      return (json, place) => ledger.replay(json, place);
    });
    this.#rewriting = new Rewriting(file);
    try {
      await this.#settle(file, ledger);
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#file = file;
    return ledger;
  }

  /** Resolves when all that the ledger holds now is durable. */
  write(ledger: L): Promise<void> {
    for (const record of ledger.takeUnwritten()) this.#unwritten.push(record);
    this.#next ??= this.#current.then(() => this.#flush(ledger));
    return this.#next;
  }

  /** Resolves when nothing waits to be written; rejects when a write has failed. */
  settled(): Promise<void> {
    return this.#next ?? this.#current;
  }

  /** The number of the last durable record. */
  get lastSeq(): number {
    return this.#file?.lastSeq ?? 0;
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.#rewriting?.close();
    await this.#file?.close();
  }

  /** What is damaged is kept aside and written anew; without room for that, it is read again as it is the next time. */
  async #settle(file: JournalFile, ledger: L): Promise<void> {
    const { isOld } = file;
    const damage = damageOf(file, isPlaced(ledger) ? await ledger.opened(file.source) : undefined);
    if (damage) {
      const name = await this.#options.keepAside(damage);
      ledger.lose?.(damage.lostUpTo, name);
    }
    if (!damage && !isOld) return;
    const isWritten = isPlaced(ledger)
      ? await this.#replaceNow(file, ledger)
      : await file.replace(ledger.compacted());
    if (!isWritten && isOld && this.#options.copyPath)
      throw new Error("there is no room to bring the file into its new form");
  }

  #flush(ledger: L): Promise<void> {
    const records = this.#unwritten;
    this.#unwritten = [];
    this.#current = this.#next ?? this.#current;
    this.#next = undefined;
    return this.#store(ledger, records);
  }

  async #store(ledger: L, records: JournalRecord[]): Promise<void> {
    const file = this.#file;
    if (!file) throw new Error("the journal was not read before it was written");
    if (isPlaced(ledger)) return this.#storeBeside(file, ledger, records, () => this.write(ledger));
    if (file.size > Math.max(this.#compactBeyond, this.#limits.timesLive * ledger.bytes)) {
      if (await file.replace(ledger.compacted())) {
        this.#compactBeyond = this.#limits.bytes;
        return;
      }
      this.#compactBeyond = 2 * file.size;
    }
    await file.append(records);
  }

  /** Writes records, and lets the journal be rewritten meanwhile when it has grown far beyond what is live. */
  async #storeBeside(
    file: JournalFile,
    ledger: PlacedLedger,
    records: JournalRecord[],
    again: () => Promise<void>,
  ): Promise<void> {
    const rewriting = this.#rewriting;
    if (rewriting?.isDue)
      this.#compactBeyond = (await rewriting.finish()) ? this.#limits.bytes : 2 * file.size;
    else if (rewriting?.isIdle && this.#isOverdue(file, ledger)) rewriting.capture(ledger);
    if (records.length > 0) ledger.written(await file.append(records));
    // What fails then fails for whoever writes next.
    rewriting?.begin(() => void again().catch(() => undefined));
  }

  #isOverdue(file: JournalFile, ledger: PlacedLedger): boolean {
    const { timesLive } = this.#limits;
    if (file.size <= this.#compactBeyond) return false;
    return file.size > timesLive * ledger.bytes || ledger.isScattered;
  }

  /** While nobody else has the journal. */
  async #replaceNow(file: JournalFile, ledger: PlacedLedger): Promise<boolean> {
    const rewrite = ledger.rewrite(new AbortController().signal);
    const places = await file.replace(rewrite.records());
    if (places) await rewrite.done({ places, added: [] }, file.source);
    return places !== undefined;
  }
}

function isPlaced(ledger: Ledger | PlacedLedger): ledger is PlacedLedger {
  return "rewrite" in ledger;
}

/** What is damaged: what was found in the file, or that its records contradict each other. */
function damageOf(
  { damage, lastSeq }: JournalFile,
  contradiction: string | undefined,
): JournalDamage | undefined {
  if (damage || contradiction === undefined) return damage;
  return { reason: "unknown", what: contradiction, lostUpTo: lastSeq };
}
