import { infoKey, parseKey } from "../../../../protocol/keys.ts";
import type { Report } from "../../session-source.ts";
import { wasBegunDuring } from "../session/turn-span.ts";
import type { SessionForm, SessionPieces } from "./session-form.ts";
import type { Tables } from "./tables.ts";

/**
 * The pieces of a session and of all sessions below it, as one; undefined when there is no such session. Each session
 * is taken from the first form that has it, so that a copy which a migration left behind counts for nothing.
 */
export function openSessionTree(
  forms: readonly SessionForm[],
  tables: Tables,
  rootId: string,
  report: Report,
): SessionPieces | undefined {
  const root = openSession(rootId);
  if (!root) return undefined;
  const members = new Map([[rootId, root]]);
  for (const [id, parent] of members)
    for (const form of forms)
      for (const { id: childId, createdAt } of form.children(tables, id)) {
        if (
          members.has(childId) ||
          !wasBegunDuring(parent.form.lastTurnBefore(tables, id, createdAt), createdAt)
        )
          continue;
        const child = openSession(childId);
        if (child?.form === form) members.set(childId, child);
      }
  return together(members);

  function openSession(id: string) {
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
  return {
    groups: new Map([...members.values()].flatMap(({ pieces }) => [...pieces.groups])),
    read(piece) {
      const member = members.get(parseKey(piece)?.sessionId ?? "");
      if (!member) throw new Error(`${piece} is not a piece of this session`);
      return member.pieces.read(piece);
    },
  };
}
