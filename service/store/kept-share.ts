import type { Reading } from "./reading.ts";
import type { LiveShare, Opens, StoredShare } from "./store.ts";

/** All that a store keeps of a share, for another to take over. Its contents have to be closed. */
export type KeptShare = KeptLiveShare | Extract<StoredShare, { state: "gone" }>;

export interface KeptLiveShare extends LiveShare {
  readonly opens: Opens;
  readonly contents: KeptContents;
}

/** A share's contents with the deletions that it remembers, as often as one likes. */
export interface KeptContents extends Reading {
  /** Deletions up to this revision may have been forgotten. */
  readonly historyStartsAt: number;
}

/** Shares as they move from one store to another, which nobody serves meanwhile. Every method throws StoreUnavailableError. */
export interface MovableShares {
  /** Ids of all shares of which something is kept, be it a file that nothing is known of, in their order. */
  ids(): AsyncIterable<string>;
  /** All that is kept of a share; undefined: nothing is known of it. */
  kept(shareId: string): Promise<KeptShare | undefined>;
  /**
   * Keeps a share as another store had it, in place of whatever was kept under its id; undefined: nothing any more. All of
   * it is durable when this answers, and none of it can be seen before.
   */
  takeOver(shareId: string, share: KeptShare | undefined): Promise<void>;
}
