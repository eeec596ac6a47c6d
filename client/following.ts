import type { LiveFrame } from "../protocol/live.ts";
import type { FollowStatus } from "../protocol/panel.ts";

/** What a follower hears: frames in order, and how the connection stands. */
export interface FollowListener {
  onFrame(frame: LiveFrame): void;
  onStatus(status: FollowStatus): void;
  /** The share asks for nothing any more: following it anew reads it. */
  onReadable?(): void;
}

/** A running follow. */
export interface Following {
  /** Looks at once what there is: a line that is lost is made anew, also when nobody has noticed yet. */
  retry(): void;
  /** Whether anybody looks at it: who does not need not hear at once, and who comes back does. */
  setWatched(isWatched: boolean): void;
  /** Ends it silently. */
  dispose(): void;
}
