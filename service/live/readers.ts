import type { MayStay } from "./subscriber.ts";

/** An answer that is under way. */
export interface Reader {
  /** Asked again when a right to read may have ended. */
  readonly mayStay: MayStay;
  /** Ends the connection, and what is on its way there with it. */
  readonly cutOff: () => void;
}

/** Who reads which share over HTTP at this moment. A large answer on a slow line takes as long as following does. */
export class Readers {
  readonly #byShare = new Map<string, Set<Reader>>();

  /** Counts a reader in. Answers how it leaves. */
  add(shareId: string, reader: Reader): () => void {
    const readers = this.#byShare.get(shareId) ?? new Set();
    this.#byShare.set(shareId, readers.add(reader));
    return () => {
      readers.delete(reader);
      if (readers.size === 0 && this.#byShare.get(shareId) === readers) this.#byShare.delete(shareId);
    };
  }

  of(shareId: string): readonly Reader[] {
    return [...(this.#byShare.get(shareId) ?? [])];
  }

  shares(): Iterable<string> {
    return this.#byShare.keys();
  }

  get all(): readonly Reader[] {
    return [...this.#byShare.values()].flatMap((readers) => [...readers]);
  }
}

/** Cuts a reader off that may read no longer, or of whom nobody can tell. */
export async function recheckReader({ mayStay, cutOff }: Reader): Promise<void> {
  if (await mayStay().catch(() => true)) cutOff();
}
