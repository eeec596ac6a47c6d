import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { ShareFact } from "./share-facts.ts";

/** What a row of the Shares view tells of. */
export interface ShareState {
  readonly record: LocalShare;
  /** Undefined: not asked yet. */
  readonly fact: ShareFact | undefined;
  /** Why this window does not keep it up at the moment. */
  readonly pausedBy: string | undefined;
  /** It was made on another machine, and is known from its service alone. */
  readonly isFromElsewhere: boolean;
  readonly isSessionGone: boolean;
  /** Whether its details are shown without being asked for. */
  readonly isOpen: boolean;
}
