import { StoreUnavailableError } from "../errors.ts";
import { Journal } from "./journal.ts";
import type { JournalOptions } from "./journal-adapter.ts";
import type { Ledger } from "./ledger.ts";
import { isNoRoom, type Reserve } from "./reserve.ts";

/** A journal that is opened when it is first needed, and opened anew after that or a write has failed. */
export class ReopenedJournal<L extends Ledger> {
  readonly #open: () => Promise<Journal<L>>;
  readonly #reserve: Reserve;
  #current: Promise<Journal<L>> | undefined;

  constructor(options: JournalOptions, newLedger: () => L, reserve: Reserve) {
    this.#reserve = reserve;
    this.#open = () => this.#withRoom(() => Journal.open(options, newLedger));
  }

  /** The journal that is open or being opened; undefined when there is none. */
  get current(): Promise<Journal<L>> | undefined {
    return this.#current;
  }

  opened(): Promise<Journal<L>> {
    if (!this.#current) {
      const opening = this.#open();
      this.#current = opening;
      opening.catch(() => this.#forget(opening));
    }
    return this.#current;
  }

  /** @throws StoreUnavailableError also while the reserve is not whole */
  async update<T>(change: (ledger: L) => T): Promise<T> {
    await this.#reserve.assertWhole();
    return this.#update(change);
  }

  /** An update that takes something away from somebody, for which the reserve is kept: it works on a full disk. */
  updateClosing<T>(change: (ledger: L) => T): Promise<T> {
    return this.#withRoom(() => this.#update(change));
  }

  /** Lets go of the journal. */
  async close(): Promise<void> {
    await (await this.#current?.catch(() => undefined))?.close();
  }

  /** With room from the reserve, when there is no other. */
  async #withRoom<T>(work: () => Promise<T>): Promise<T> {
    for (;;)
      try {
        return await work();
      } catch (error) {
        if (!isNoRoom(error) || !(await this.#reserve.give())) throw error;
      }
  }

  /** After a write has failed the memory is ahead of the disk, so the journal is read anew the next time. */
  async #update<T>(change: (ledger: L) => T): Promise<T> {
    const opening = this.opened();
    const journal = await opening;
    try {
      return await journal.update(change);
    } catch (error) {
      // What `change` itself refuses has changed nothing.
      if (!(error instanceof StoreUnavailableError)) throw error;
      this.#forget(opening);
      await journal.close();
      throw error;
    }
  }

  #forget(opening: Promise<Journal<L>>): void {
    if (this.#current === opening) this.#current = undefined;
  }
}
