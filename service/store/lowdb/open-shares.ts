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
  readonly opening: Promise<Journal<ShareLedger>>;
  journal: Journal<ShareLedger> | undefined;
  users: number;
  bytes: number;
  whenIdle: (() => void) | undefined;
  /** Why nobody may read it any more. */
  ended: Error | undefined;
}

/** The shares that are in memory: opened when used, and closed, least recently used first, beyond the limits. */
export class OpenShares {
  readonly #optionsOf: (shareId: string) => Promise<JournalOptions>;
  readonly #limits: OpenSharesLimits;
  readonly #budget = new ReadBudget();
  readonly #slots = new Map<string, Slot>();
  #bytes = 0;

  /** @param optionsOf how to open a share's journal */
  constructor(optionsOf: (shareId: string) => Promise<JournalOptions>, limits: OpenSharesLimits) {
    this.#optionsOf = optionsOf;
    this.#limits = limits;
  }

  /** Works with a share, which stays open meanwhile. One whose journal failed is read from disk the next time. */
  async use<T>(shareId: string, work: (share: Journal<ShareLedger>, pin: Pin) => Promise<T>): Promise<T> {
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
    const slot = this.#slots.get(shareId);
    if (!slot) return;
    slot.ended = reason;
    slot.journal?.peek(({ readings }) => readings.abort(reason));
    if (slot.users > 0)
      await new Promise<void>((resolve) => {
        slot.whenIdle = resolve;
      });
    if (this.#slots.get(shareId) !== slot) return;
    this.#forget(shareId, slot);
    await closeJournal(slot);
  }

  async closeAll(): Promise<void> {
    const reason = new StoreUnavailableError("the store is closed");
    await Promise.all([...this.#slots.keys()].map((shareId) => this.close(shareId, reason)));
  }

  #take(shareId: string): Slot {
    const slot = this.#slots.get(shareId) ?? {
      opening: this.#optionsOf(shareId).then((options) =>
        Journal.open(options, () => new ShareLedger(new ShareContents(), this.#budget)),
      ),
      journal: undefined,
      users: 0,
      bytes: 0,
      whenIdle: undefined,
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
    else if (slot.users === 0) void closeJournal(slot);
    if (slot.users === 0) slot.whenIdle?.();
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
  }
}

/** All that matters is durable by now: an error in closing tells nothing new. */
async function closeJournal({ opening }: Slot): Promise<void> {
  await opening.then((journal) => journal.close()).catch(() => undefined);
}
