import type { Json } from "../../protocol/json.ts";
import type { SeenShare as Share } from "../../protocol/seen.ts";
import { isInfo, PieceReader } from "./pieces.ts";
import { undoneCount, unfinishedId } from "./progress.ts";
import { type SessionFacts, sessionFacts } from "./session-facts.ts";
import { SubAgentReader, type SubAgents } from "./sub-agents.ts";
import { type Turn, TurnReader } from "./turns.ts";
import type { ViewerState } from "./viewer-state.ts";

/** A share as one reads it. */
export interface Conversation {
  readonly facts: SessionFacts;
  /** The shared session itself. */
  readonly turns: readonly Turn[];
  /** The sessions that travel with it. */
  readonly subAgents: SubAgents;
  /** The message whose work may still go on: the last one, not finished, in a share that follows its session. */
  readonly activeId: string | undefined;
  /** How many messages at the end their author has taken back. */
  readonly undone: number;
}

/**
 * Derives the conversation from a viewer's state. What did not change keeps its identity (pieces, turns and the
 * conversation itself), so that an update of one part is read and rendered as that part alone.
 */
export class ConversationReader {
  readonly #pieces = new PieceReader();
  readonly #turns = new TurnReader();
  readonly #subAgents = new SubAgentReader();
  #last: Reading | undefined;

  read({ about, share }: ViewerState): Conversation {
    if (this.#last?.contents === share.contents && this.#last.about === about) return this.#last.result;
    const pieces = [...this.#pieces.read(share.contents)];
    const sessions = this.#turns.read(pieces);
    const rootId = about?.sessionId ?? "";
    const turns = sessions.get(rootId) ?? [];
    const infos = new Map(
      pieces
        .filter(isInfo)
        .flatMap(({ path, parsed }) => (parsed ? [[path.sessionId, parsed] as const] : [])),
    );
    const session = infos.get(rootId);
    const result = {
      facts: sessionFacts(about, session, turns),
      turns,
      subAgents: this.#subAgents.read({ rootId, turns: sessions, infos }),
      activeId: about?.mode === "live" ? unfinishedId(turns) : undefined,
      undone: undoneCount(session, turns),
    };
    this.#last = { contents: share.contents, about, result };
    return result;
  }
}

interface Reading {
  readonly contents: ReadonlyMap<string, Json>;
  readonly about: Share | undefined;
  readonly result: Conversation;
}
