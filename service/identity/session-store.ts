import type { User } from "../../protocol/identity.ts";
import type { Verified } from "../store/verified.ts";

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
