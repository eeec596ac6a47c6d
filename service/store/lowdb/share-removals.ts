import { ShareGoneError, ShareUnknownError, VersionConflictError } from "../errors.ts";
import type { GoneReason } from "../store.ts";
import type { IndexEntry, ShareEnd } from "./index-ledger.ts";
import type { OpenShares } from "./open-shares.ts";
import type { ShareFiles } from "./share-files.ts";
import type { ShareTitles } from "./share-titles.ts";
import type { StoreIndex } from "./store-index.ts";

export interface ShareRemovalsDeps {
  readonly index: StoreIndex;
  readonly files: ShareFiles;
  readonly shares: OpenShares;
  readonly titles: ShareTitles;
}

/** Removes shares, and says of those that are being removed how that has come out. */
export class ShareRemovals {
  readonly #deps: ShareRemovalsDeps;
  readonly #underWay = new Map<string, Promise<boolean>>();

  constructor(deps: ShareRemovalsDeps) {
    this.#deps = deps;
  }

  /** What the index says; of a share that is being removed, when that has come out. */
  async entry(shareId: string): Promise<IndexEntry | undefined> {
    for (;;) {
      const entry = await this.#deps.index.entry(shareId);
      const removal = this.#underWay.get(shareId);
      if (!removal) return entry;
      await removal.catch(() => undefined);
    }
  }

  /** Why nothing can be done with a share that does not live. */
  async refuse(shareId: string): Promise<never> {
    const entry = await this.entry(shareId);
    throw entry?.state === "gone" ? new ShareGoneError(entry.reason) : new ShareUnknownError();
  }

  /** `ShareStore.remove` */
  async remove(shareId: string, end: ShareEnd): Promise<boolean> {
    const entry = await this.entry(shareId);
    if (!entry) throw new ShareUnknownError();
    if (entry.state === "gone") return false;
    const underWay = this.#underWay.get(shareId);
    if (underWay)
      return underWay.then(
        () => false,
        (error: unknown) => {
          if (error instanceof VersionConflictError) return this.remove(shareId, end);
          throw error;
        },
      );
    const removal = this.#remove(shareId, end).finally(() => this.#underWay.delete(shareId));
    this.#underWay.set(shareId, removal);
    return removal;
  }

  /** Deletes all contents of a share. @param reason what those get who are reading it */
  async removeFile(shareId: string, reason: GoneReason = "revoked"): Promise<void> {
    await this.#deps.shares.close(shareId, new ShareGoneError(reason));
    await this.#deps.files.remove(shareId);
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
  }

  /** First the durable mark, then the file: a crash between the two is made good at the next start. */
  async #remove(shareId: string, end: ShareEnd): Promise<boolean> {
    const { index, titles } = this.#deps;
    const isEnded = await index.updateClosing((ledger) => ledger.remove(shareId, end));
    titles.forget(shareId);
    await this.removeFile(shareId, end.reason);
    return isEnded;
  }
}
