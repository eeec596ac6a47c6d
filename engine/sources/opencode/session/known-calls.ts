import { calledSession } from "../../../../protocol/called-session.ts";
import type { Json } from "../../../../protocol/json.ts";

/** Which calls name the session that they have started, as far as they have been read. */
export class KnownCalls {
  /** The sessions that a piece names. */
  readonly #named = new Map<string, ReadonlySet<string>>();

  /** Takes in what a piece gives now. @returns the sessions that it did not name before */
  note(piece: string, contents: Iterable<Json>): readonly string[] {
    const before = this.#named.get(piece);
    const named = new Set([...contents].flatMap((content) => calledSession(content) ?? []));
    if (named.size > 0) this.#named.set(piece, named);
    else if (before) this.#named.delete(piece);
    return [...named].filter((id) => !before?.has(id));
  }

  /** Whether one of the pieces that name a session is there. */
  isCalled(sessionId: string, isThere: (piece: string) => boolean): boolean {
    for (const [piece, named] of this.#named) if (named.has(sessionId) && isThere(piece)) return true;
    return false;
  }
}
