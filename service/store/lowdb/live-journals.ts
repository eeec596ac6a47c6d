import type { OpenReadings } from "../contents/open-readings.ts";
import type { ShareContents, View } from "../contents/share-contents.ts";
import { StoreUnavailableError } from "../errors.ts";
import type { Journal } from "./journal.ts";
import { JournalMissingError } from "./load-journal.ts";
import type { OpenShares, Pin } from "./open-shares.ts";
import type { ShareFiles } from "./share-files.ts";
import type { ShareLedger } from "./share-ledger.ts";
import type { ShareRemovals } from "./share-removals.ts";
import type { StoreIndex } from "./store-index.ts";
import { withView } from "./with-view.ts";

export interface LiveJournalsDeps {
  readonly index: StoreIndex;
  readonly files: ShareFiles;
  readonly shares: OpenShares;
  readonly removals: ShareRemovals;
}

/** Work with the contents of shares that live. */
export class LiveJournals {
  readonly #deps: LiveJournalsDeps;

  constructor(deps: LiveJournalsDeps) {
    this.#deps = deps;
  }

  /**
   * Works with a living share. Whoever is the first to find it damaged was let in by what was known before: they are
   * refused, and judged anew when they come back.
   */
  async use<T>(shareId: string, work: (share: Journal<ShareLedger>, pin: Pin) => Promise<T>): Promise<T> {
    const { index, files, shares, removals } = this.#deps;
    const entry = await removals.entry(shareId);
    if (entry?.state !== "live") return removals.refuse(shareId);
    try {
      return await shares.use(shareId, async (share, pin) => {
        if (!entry.closed && (await this.#isClosed(shareId)))
          throw new StoreUnavailableError("the share is damaged");
        await index.noteWritten(shareId, share.lastSeq);
        return work(share, pin);
      });
    } catch (error) {
      if (isLost(error) && !(await this.#isClosed(shareId))) {
        const damage = { reason: "missing", what: "the file is missing", lostUpTo: 1 } as const;
        await files.closeDamaged(shareId, damage);
      }
      throw error;
    }
  }

  /** Begins to read what is taken of a share's contents; the share stays open until that has ended. */
  read<R, V = View>(
    shareId: string,
    take: (contents: ShareContents) => V,
    begin: (readings: OpenReadings, view: V, end: () => void) => R,
  ): Promise<R> {
    return this.use(shareId, (share, pin) =>
      withView(share, take, (readings, view, letGo) => {
        const unpin = pin();
        return begin(readings, view, () => {
          letGo();
          unpin();
        });
      }),
    );
  }

  async #isClosed(shareId: string): Promise<boolean> {
    const now = await this.#deps.index.entry(shareId);
    return now?.state === "live" && now.closed !== undefined;
  }
}

function isLost(error: unknown): boolean {
  return error instanceof StoreUnavailableError && error.cause instanceof JournalMissingError;
}
