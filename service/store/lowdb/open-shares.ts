import { ReadBudget } from "../contents/read-budget.ts";
import { ShareContents } from "../contents/share-contents.ts";
import { StoreUnavailableError } from "../errors.ts";
import { Journal } from "./journal.ts";
import type { JournalOptions } from "./journal-adapter.ts";
import { ShareLedger } from "./share-ledger.ts";

/** How much may stay in memory. */
export interface OpenSharesLimits {
  /** What is known of where contents lie, of all open shares, in bytes. */
  readonly bytes: number;
  /** Open files. */
  readonly files: number;
}

/** Lets a share stay open beyond the work with it, until what is answered is called. */
export type Pin = () => () => void;

interface Slot {
  readonly shareId: string;
  readonly opening: Promise<Journal<ShareLedger>>;
  journal: Journal<ShareLedger> | undefined;
  users: number;
  bytes: number;
  /** Those who wait until nobody works with it. */
  readonly whenIdle: (() => void)[];
  /** Why nobody may read it any more. */
  ended: Error | undefined;
}

/** The shares that are in memory: opened when used, and closed, least recently used first, beyond the limits. */
export class OpenShares {
  readonly #optionsOf: (shareId: string) => Promise<JournalOptions>;
  readonly #limits: OpenSharesLimits;
  readonly #budget = new ReadBudget();
  readonly #slots = new Map<string, Slot>();
  /** What is not used anew, and still used: its journal failed. */
  readonly #leaving = new Set<Slot>();
  #bytes = 0;
  #isClosed = false;

  /** @param optionsOf how to open a share's journal */
  constructor(optionsOf: (shareId: string) => Promise<JournalOptions>, limits: OpenSharesLimits) {
    this.#optionsOf = optionsOf;
    this.#limits = limits;
  }

  /** Works with a share, which stays open meanwhile. One whose journal failed is read from disk the next time. */
  async use<T>(shareId: string, work: (share: Journal<ShareLedger>, pin: Pin) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StoreUnavailableError("the store is closed");
    const slot = this.#take(shareId);
    const pin = () => {
      slot.users += 1;
      return () => this.#release(shareId, slot);
    };
    try {
      slot.journal = await slot.opening;
      if (slot.ended) slot.journal.peek(({ readings }) => readings.abort(slot.ended as Error));
      return await work(slot.journal, pin);
    } catch (error) {
      if (error instanceof StoreUnavailableError && this.#slots.get(shareId) === slot)
        this.#forget(shareId, slot);
      throw error;
    } finally {
      this.#release(shareId, slot);
    }
  }

  /**
   * Closes a share as soon as nobody works with it. The caller sees to it that nobody begins to.
   * @param reason what those get who are reading it
   */
  async close(shareId: string, reason: Error): Promise<void> {
    await Promise.all(this.#of(shareId).map((slot) => this.#end(slot, reason)));
  }

  /** Ends the readings of a share that are under way: who read it is asked anew whether they may. */
  interrupt(shareId: string, reason: Error): void {
    for (const { journal } of this.#of(shareId)) journal?.peek(({ readings }) => readings.interrupt(reason));
  }

  /** Closes all, for good: a file that was opened after that would stay open. */
  async closeAll(): Promise<void> {
    this.#isClosed = true;
    const reason = new StoreUnavailableError("the store is closed");
    const shareIds = new Set([...this.#slots.keys(), ...[...this.#leaving].map(({ shareId }) => shareId)]);
    await Promise.all([...shareIds].map((shareId) => this.close(shareId, reason)));
  }

  #of(shareId: string): Slot[] {
    const current = this.#slots.get(shareId);
    const leaving = [...this.#leaving].filter((slot) => slot.shareId === shareId);
    return current ? [current, ...leaving] : leaving;
  }

  async #end(slot: Slot, reason: Error): Promise<void> {
    slot.ended = reason;
    slot.journal?.peek(({ readings }) => readings.abort(reason));
    if (slot.users > 0) await new Promise<void>((resolve) => slot.whenIdle.push(resolve));
    if (this.#slots.get(slot.shareId) !== slot) return;
    this.#forget(slot.shareId, slot);
    await closeJournal(slot);
  }

  #take(shareId: string): Slot {
    const slot = this.#slots.get(shareId) ?? {
      shareId,
      opening: this.#optionsOf(shareId).then((options) =>
        Journal.open(options, () => new ShareLedger(new ShareContents(), this.#budget)),
      ),
      journal: undefined,
      users: 0,
      bytes: 0,
      whenIdle: [],
      ended: undefined,
    };
    slot.users += 1;
    this.#slots.delete(shareId);
    this.#slots.set(shareId, slot);
    return slot;
  }

  #release(shareId: string, slot: Slot): void {
    slot.users -= 1;
    if (this.#slots.get(shareId) === slot) this.#measure(slot);
    else if (slot.users === 0) {
      this.#leaving.delete(slot);
      void closeJournal(slot);
    }
    if (slot.users === 0) for (const isIdle of slot.whenIdle.splice(0)) isIdle();
    this.#closeOldest();
  }

  #measure(slot: Slot): void {
    const bytes = slot.journal?.peek(({ memoryBytes }) => memoryBytes) ?? 0;
    this.#bytes += bytes - slot.bytes;
    slot.bytes = bytes;
  }

  #closeOldest(): void {
    for (const [shareId, slot] of this.#slots) {
      if (this.#bytes <= this.#limits.bytes && this.#slots.size <= this.#limits.files) return;
      if (slot.users > 0) continue;
      this.#forget(shareId, slot);
      void closeJournal(slot);
    }
  }

  #forget(shareId: string, slot: Slot): void {
    this.#slots.delete(shareId);
    this.#bytes -= slot.bytes;
    if (slot.users > 0) this.#leaving.add(slot);
  }
}

/** All that matters is durable by now: an error in closing tells nothing new. */
async function closeJournal({ opening }: Slot): Promise<void> {
  await opening.then((journal) => journal.close()).catch(() => undefined);
}
