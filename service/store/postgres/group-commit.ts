import type { NewBatch } from "../contents/placed-batch.ts";
import type { Step } from "../contents/share-contents.ts";
import type { AppendConditions, StoredBatch } from "../store.ts";

/** A batch that waits for its turn. */
export interface Waiting {
  readonly batch: NewBatch;
  readonly conditions: AppendConditions;
}

/** What has become of a batch: the step that it made, or why it made none. */
export type Outcome = Step | Error;

/** Most batches, and about how many bytes, that go together. */
const MOST_BATCHES = 64;
const MOST_BYTES = 8 * 1024 * 1024;

interface Asked extends Waiting {
  readonly settle: (outcome: Outcome) => void;
}

/**
 * Writes the batches of each share one after another, and those that wait for the same share together, in the order in
 * which they came.
 */
export class GroupCommit {
  readonly #write: (shareId: string, batches: readonly Waiting[]) => Promise<readonly Outcome[]>;
  readonly #waiting = new Map<string, Asked[]>();
  readonly #running = new Set<Promise<void>>();

  /** @param write answers what has become of each batch, or throws when nothing has of any */
  constructor(write: (shareId: string, batches: readonly Waiting[]) => Promise<readonly Outcome[]>) {
    this.#write = write;
  }

  async append(shareId: string, batch: NewBatch, conditions: AppendConditions): Promise<StoredBatch> {
    const outcome = await new Promise<Outcome>((settle) => {
      const asked = { batch, conditions, settle };
      const waiting = this.#waiting.get(shareId);
      if (waiting) waiting.push(asked);
      else this.#start(shareId, asked);
    });
    if (outcome instanceof Error) throw outcome;
    return { base: outcome.base, revision: outcome.revision, text: batch.text };
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #start(shareId: string, first: Asked): void {
    const waiting = [first];
    this.#waiting.set(shareId, waiting);
    const running = this.#run(shareId, waiting).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(shareId: string, waiting: Asked[]): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, howMany(waiting));
      const outcomes = await this.#write(shareId, group).catch((error: Error) => group.map(() => error));
      for (const [index, { settle }] of group.entries())
        settle(outcomes[index] ?? new Error("nothing has become of a batch"));
    }
    this.#waiting.delete(shareId);
  }
}

/** How many of those that wait go together: at least one. */
function howMany(waiting: readonly Waiting[]): number {
  let bytes = 0;
  for (const [index, { batch }] of waiting.entries()) {
    if (index === MOST_BATCHES || (index > 0 && bytes > MOST_BYTES)) return index;
    bytes += batch.text.length;
  }
  return waiting.length;
}
