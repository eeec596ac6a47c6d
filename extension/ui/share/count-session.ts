import type { SessionSource } from "../../../engine/sources/session-source.ts";
import { parseKey } from "../../../protocol/keys.ts";

/** How much a share begins with. */
export interface SessionCount {
  readonly messages: number;
  readonly parts: number;
  /** Sub-agents' sessions, which are shared with it. */
  readonly subSessions: number;
}

/** Counts what a session holds now; undefined when its storage cannot be read. */
export async function countSession(
  source: SessionSource,
  sessionId: string,
): Promise<SessionCount | undefined> {
  try {
    const counts = { info: 0, message: 0, part: 0 };
    for (const key of (await source.read(sessionId)).keys) {
      const kind = parseKey(key)?.kind;
      if (kind) counts[kind] += 1;
    }
    return { messages: counts.message, parts: counts.part, subSessions: Math.max(0, counts.info - 1) };
  } catch {
    return undefined;
  }
}
