import type { User } from "../../protocol/identity.ts";
import type { Verified } from "../store/verified.ts";

/** What a store keeps of sessions. Times are ms since 1970. */
export interface KeptSessions {
  readonly users: readonly { readonly key: string; readonly user: User; readonly until: number }[];
  readonly ended: readonly { readonly id: string; readonly until: number }[];
  /** All sessions that had begun by then are over; undefined: not all of any time. */
  readonly endedAllUpTo?: number | undefined;
}

/** Sessions as they move from one store to another, which nobody serves meanwhile. Every method throws StoreUnavailableError. */
export interface MovableSessions {
  /** All that is known and not over. */
  kept(): Promise<KeptSessions>;
  /** Keeps what another store had, beside what is here. */
  takeOver(sessions: KeptSessions): Promise<void>;
}

/** What a service keeps of the browsers that are signed in. Every method throws StoreUnavailableError. */
export interface SessionStore {
  /** Remembers who somebody is, at least until then (ms since 1970); supersedes what was remembered of them. */
  keepUser(key: string, user: User, until: number): Promise<void>;
  /** Undefined when nobody is remembered by this key, or not any more. */
  findUser(key: string): Promise<User | undefined>;
  /** Ends a session before its time. @param until when it would have ended, ms since 1970 */
  end(sessionId: string, until: number): Promise<void>;
  /** Whether a session was ended, or may have been: records that are lost end all that had begun by then (ms since 1970). */
  isEnded(sessionId: string, begunAt: number): Promise<boolean>;
  /** Reads all that is kept and says whether it is whole. */
  verify(): AsyncIterable<Verified>;
  close(): Promise<void>;
}
