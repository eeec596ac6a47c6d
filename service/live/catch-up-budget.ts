import { LIVE_FRAME_BYTES } from "../../protocol/limits.ts";

/** How much the frames may come to that are on their way to all who catch up, each of whom has one, in bytes. */
export const ALL_CATCH_UP_BYTES = 32 * 1024 * 1024;
/** No frame is made smaller for that, in bytes. */
const LEAST_BYTES = 16 * 1024;

/** How large frames may be for those who catch up. Nobody waits for others, who may be slow: the more, the smaller. */
export class CatchUpBudget {
  #count = 0;

  get frameBytes(): number {
    const share = Math.floor(ALL_CATCH_UP_BYTES / Math.max(1, this.#count));
    return Math.min(LIVE_FRAME_BYTES, Math.max(LEAST_BYTES, share));
  }

  /** Somebody begins to catch up. Answers how they say, once, that they have ended. */
  begin(): () => void {
    this.#count += 1;
    return () => {
      this.#count -= 1;
    };
  }
}
