import { calledSession } from "../../protocol/called-session.ts";
import { inReadingOrder } from "../../protocol/reading-order.ts";
import type { Session } from "../../protocol/session.ts";
import { undoneCount, unfinishedId } from "./progress.ts";
import type { Turn } from "./turns.ts";

/** A session that travels with the shared one: a sub-agent's, or the sub-agent's of one. */
export interface SubAgent {
  readonly id: string;
  readonly title: string;
  readonly turns: readonly Turn[];
  /** The message whose work may still go on, as long as the work of the call does that started it. */
  readonly activeId: string | undefined;
  /** How many messages at the end were taken back. */
  readonly undone: number;
}

/** Where sub-agents are shown: each session once. */
export interface SubAgents {
  /** By the key of the tool call that names them. */
  readonly called: ReadonlyMap<string, SubAgent>;
  /** Those that no call names. */
  readonly uncalled: readonly SubAgent[];
}

export interface SharedSessions {
  readonly rootId: string;
  readonly turns: ReadonlyMap<string, readonly Turn[]>;
  readonly infos: ReadonlyMap<string, Session>;
}

/** Finds where sub-agents belong. What did not change keeps its identity, so that only who shows it is rendered again. */
export class SubAgentReader {
  #agents = new Map<string, SubAgent>();
  #last: SubAgents = { called: new Map(), uncalled: [] };

  read(sessions: SharedSessions): SubAgents {
    const agents = new Map<string, SubAgent>();
    const next = placeSubAgents(sessions, (id) => {
      const agent = this.#agentOf(id, sessions);
      agents.set(id, agent);
      return agent;
    });
    this.#agents = agents;
    const called = isSameMap(this.#last.called, next.called) ? this.#last.called : next.called;
    const uncalled = isSameList(this.#last.uncalled, next.uncalled) ? this.#last.uncalled : next.uncalled;
    if (called !== this.#last.called || uncalled !== this.#last.uncalled) this.#last = { called, uncalled };
    return this.#last;
  }

  #agentOf(id: string, { turns, infos }: SharedSessions): SubAgent {
    const its = turns.get(id) ?? [];
    const session = infos.get(id);
    const title = session?.title || "Untitled";
    const undone = undoneCount(session, its);
    const known = this.#agents.get(id);
    if (known?.title === title && known.undone === undone && isSameList(known.turns, its)) return known;
    return { id, title, turns: its, activeId: unfinishedId(its), undone };
  }
}

/** Finds the call that started each of the sessions beside the root, in the root and in those that were found before. */
function placeSubAgents(
  { rootId, turns, infos }: SharedSessions,
  agentOf: (id: string) => SubAgent,
): SubAgents {
  const waiting = new Set([...turns.keys()].filter((id) => id !== rootId));
  const called = new Map<string, SubAgent>();
  const uncalled: SubAgent[] = [];
  if (waiting.size === 0) return { called, uncalled };
  placeCalledIn(rootId);
  const placeOf = (id: string) => ({ id, createdAt: infos.get(id)?.time.created });
  for (const id of inReadingOrder(waiting, placeOf)) {
    if (!waiting.delete(id)) continue;
    uncalled.push(agentOf(id));
    placeCalledIn(id);
  }
  return { called, uncalled };

  function placeCalledIn(sessionId: string) {
    for (const turn of turns.get(sessionId) ?? [])
      for (const { key, sessionId: id } of callsIn(turn)) {
        if (called.has(key) || !waiting.delete(id)) continue;
        called.set(key, agentOf(id));
        placeCalledIn(id);
      }
  }
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function isSameMap(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

interface Call {
  /** The key of the tool part. */
  readonly key: string;
  readonly sessionId: string;
}

/** Turns that did not change are the same objects: each is searched once. */
const known = new WeakMap<Turn, readonly Call[]>();

function callsIn(turn: Turn): readonly Call[] {
  const calls =
    known.get(turn) ??
    turn.parts.flatMap(({ key, parsed }) => {
      const sessionId = parsed?.known && parsed.part.type === "tool" ? calledSession(parsed.part) : undefined;
      return sessionId === undefined ? [] : [{ key, sessionId }];
    });
  known.set(turn, calls);
  return calls;
}
