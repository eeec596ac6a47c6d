import { infoKey, parseKey } from "../../../../protocol/keys.ts";
import type { Report } from "../../session-source.ts";
import type { KnownCalls } from "../session/known-calls.ts";
import { wasBegunDuring } from "../session/turn-span.ts";
import type { SessionForm, SessionPieces } from "./session-form.ts";
import type { Tables } from "./tables.ts";

export interface SessionTreeDeps {
  readonly forms: readonly SessionForm[];
  readonly tables: Tables;
  readonly report: Report;
  /** What is known of the calls in these sessions. */
  readonly calls: KnownCalls;
}

export interface SessionTree extends SessionPieces {
  /** Sessions below one of these that do not belong to it, as far as its calls are known. */
  readonly left: ReadonlySet<string>;
}

interface Member {
  readonly form: SessionForm;
  readonly pieces: SessionPieces;
}

/**
 * The pieces of a session and of all sessions below it, as one; undefined when there is no such session. Each session
 * is taken from the first form that has it, so that a copy which a migration left behind counts for nothing.
 */
export function openSessionTree(deps: SessionTreeDeps, rootId: string): SessionTree | undefined {
  const { forms, tables, report, calls } = deps;
  const root = openSession(rootId);
  if (!root) return undefined;
  const members = new Map([[rootId, root]]);
  /** By id, with the form that knows them. */
  const left = new Map<string, SessionForm>();
  for (const [id, parent] of members) {
    for (const form of forms)
      for (const { id: childId, createdAt } of form.children(tables, id)) {
        if (members.has(childId)) continue;
        const last = parent.form.lastTurnBefore(tables, id, createdAt);
        if (wasBegunDuring(last, createdAt)) join(childId, form);
        else left.set(childId, form);
      }
    for (const [childId, form] of left) if (calls.isCalled(childId, isThere)) join(childId, form);
  }
  return { ...together(members), left: new Set(left.keys()) };

  function join(id: string, form: SessionForm): void {
    left.delete(id);
    const session = openSession(id);
    if (session?.form === form) members.set(id, session);
  }

  function isThere(piece: string): boolean {
    return members.get(parseKey(piece)?.sessionId ?? "")?.pieces.has(piece) ?? false;
  }

  function openSession(id: string): Member | undefined {
    if (!parseKey(infoKey(id))) return undefined;
    for (const form of forms) {
      const pieces = form.open(tables, id, report);
      if (pieces) return { form, pieces };
    }
    return undefined;
  }
}

/** Several sessions' pieces as one's. */
function together(members: ReadonlyMap<string, { readonly pieces: SessionPieces }>): SessionPieces {
  const memberOf = (piece: string) => members.get(parseKey(piece)?.sessionId ?? "");
  return {
    groups: new Map([...members.values()].flatMap(({ pieces }) => [...pieces.groups])),
    has: (piece) => memberOf(piece)?.pieces.has(piece) ?? false,
    read(piece) {
      const member = memberOf(piece);
      if (!member) throw new Error(`${piece} is not a piece of this session`);
      return member.pieces.read(piece);
    },
  };
}
