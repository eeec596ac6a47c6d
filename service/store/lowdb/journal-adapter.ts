import type { Adapter } from "lowdb";
import type { OpenFile } from "./files.ts";
import { JournalFile } from "./journal-file.ts";

/** What a journal holds, in memory: it replays records, and tells which of its changes are not written yet. */
export interface Ledger {
  /** Size of what is live, in bytes; the journal is rewritten when it has grown far beyond. */
  readonly bytes: number;
  /** Takes in one record, as JSON text. */
  replay(json: Buffer): void;
  /** Hands over, once, the records made since the last time. */
  takeUnwritten(): Uint8Array[];
  /** The shortest journal that leads to this state, which it captures at once. */
  compacted(): Iterable<Uint8Array>;
}

/** A journal is rewritten when it exceeds this size, in bytes, and this many times what is live. */
export interface CompactionLimits {
  readonly bytes: number;
  readonly timesLive: number;
}

const COMPACTION: CompactionLimits = { bytes: 1024 * 1024, timesLive: 4 };

/**
 * lowdb's door to an append-only journal. All writes that wait for the same journal go in one write and one
 * fdatasync. After a failed write the memory is ahead of the disk: every further write fails, and the ledger must
 * be thrown away and read again through a new adapter.
 */
export class JournalAdapter<L extends Ledger> implements Adapter<L> {
  readonly #path: string;
  readonly #newLedger: () => L;
  readonly #open: OpenFile;
  readonly #limits: CompactionLimits;
  #file: JournalFile | undefined;
  #unwritten: Uint8Array[] = [];
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #compactBeyond: number;

  constructor(path: string, newLedger: () => L, open: OpenFile, limits = COMPACTION) {
    this.#path = path;
    this.#newLedger = newLedger;
    this.#open = open;
    this.#limits = limits;
    this.#compactBeyond = limits.bytes;
  }

  /** As of the file: `JournalFile.lostLines`. */
  get lostLines(): number {
    return this.#file?.lostLines ?? 0;
  }

  async read(): Promise<L> {
    const ledger = this.#newLedger();
    this.#file = await JournalFile.open(this.#path, this.#open, (json) => ledger.replay(json));
    return ledger;
  }

  /** Resolves when all that the ledger holds now is durable. */
  write(ledger: L): Promise<void> {
    this.#unwritten.push(...ledger.takeUnwritten());
    this.#next ??= this.#current.then(() => this.#flush(ledger));
    return this.#next;
  }

  /** Resolves when nothing waits to be written; rejects when a write has failed. */
  settled(): Promise<void> {
    return this.#next ?? this.#current;
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.#file?.close();
  }

  #flush(ledger: L): Promise<void> {
    const records = this.#unwritten;
    this.#unwritten = [];
    this.#current = this.#next ?? this.#current;
    this.#next = undefined;
    return this.#store(ledger, records);
  }

  async #store(ledger: L, records: Uint8Array[]): Promise<void> {
    const file = this.#file;
    if (!file) throw new Error("the journal was not read before it was written");
    if (file.size > Math.max(this.#compactBeyond, this.#limits.timesLive * ledger.bytes)) {
      if (await file.replace(ledger.compacted())) {
        this.#compactBeyond = this.#limits.bytes;
        return;
      }
      this.#compactBeyond = 2 * file.size;
    }
    await file.append(records);
  }
}
