import { Low } from "lowdb";
import { StoreUnavailableError } from "../errors.ts";
import { JournalAdapter, type JournalOptions } from "./journal-adapter.ts";
import type { Ledger, PlacedLedger } from "./ledger.ts";

/** A ledger and the journal that makes it durable. After an update has failed it must be closed and opened anew. */
export class Journal<L extends Ledger | PlacedLedger> {
  readonly #low: Low<L>;
  readonly #adapter: JournalAdapter<L>;

  private constructor(low: Low<L>, adapter: JournalAdapter<L>) {
    this.#low = low;
    this.#adapter = adapter;
  }

  /** @throws StoreUnavailableError */
  static async open<L extends Ledger | PlacedLedger>(
    options: JournalOptions,
    newLedger: () => L,
  ): Promise<Journal<L>> {
    const adapter = new JournalAdapter(options, newLedger);
    const low = new Low(adapter, newLedger());
    try {
      await low.read();
    } catch (cause) {
      throw new StoreUnavailableError("a data file cannot be read", { cause });
    }
    return new Journal(low, adapter);
  }

  /** Size of what is live, in bytes. */
  get bytes(): number {
    return this.#low.data.bytes;
  }

  /** The number of the last durable record. */
  get lastSeq(): number {
    return this.#adapter.lastSeq;
  }

  /**
   * Changes the ledger; answers when that is durable. What `change` throws has changed nothing.
   * @throws StoreUnavailableError
   */
  async update<T>(change: (ledger: L) => T): Promise<T> {
    let changed: { readonly result: T } | undefined;
    const written = this.#low.update((ledger) => {
      changed = { result: change(ledger) };
    });
    await written.catch((cause: unknown) => {
      if (!changed) throw cause;
      throw new StoreUnavailableError("a data file cannot be written", { cause });
    });
    if (!changed) throw new Error("the change was not made");
    return changed.result;
  }

  /**
   * What `look` sees, answered when all of that is durable.
   * @throws StoreUnavailableError
   */
  async read<T>(look: (ledger: L) => T): Promise<T> {
    const seen = look(this.#low.data);
    await this.#adapter.settled().catch((cause: unknown) => {
      throw new StoreUnavailableError("a data file cannot be written", { cause });
    });
    return seen;
  }

  /** What `look` sees now, durable or not. */
  peek<T>(look: (ledger: L) => T): T {
    return look(this.#low.data);
  }

  close(): Promise<void> {
    return this.#adapter.close();
  }
}
