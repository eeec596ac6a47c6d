import type { Json } from "../../protocol/json.ts";
import type { Message, ParsedPart, Session } from "../../protocol/session.ts";
import { closeConversation } from "./close-conversation.ts";
import { NOTE_IDS, withForeignNote } from "./foreign-note.ts";
import { type IdPorts, OpencodeIds } from "./opencode-ids.ts";
import { PlainWords } from "./plain-words.ts";
import { readConversation } from "./read-conversation.ts";
import { replaceIds } from "./replace-ids.ts";
import type { CopiedSession, MessageWithParts, SessionCopy } from "./session-copy.ts";

/** The workspace that a copy will belong to. */
export interface CopyTarget {
  /** opencode's project id of the workspace. */
  readonly projectId: string;
  /** Absolute path of the workspace. */
  readonly directory: string;
}

/** Fields by which a message could steer the next agent: instructions, tool switches, permissions. */
const STEERING = ["system", "tools", "format", "permission", "order"];
/** Parts that undoing acts on: opencode would check out, or delete, the files they name. */
const UNDO_PARTS = new Set(["patch", "snapshot"]);

/**
 * A copy of the session `sessionId` among a share's contents as a session of the target workspace: fresh ids,
 * nothing of its sharing, permissions and undo points, times never in the future, ended where it was cut off. It says that
 * it comes from someone else, and nothing in it is hidden or speaks for anybody but its people and their agent.
 * @throws NothingToImportError when there is no such session, or no message in it that can be read
 */
export function copySession(
  contents: ReadonlyMap<string, Json>,
  sessionId: string,
  target: CopyTarget,
  ports: IdPorts,
): SessionCopy {
  const { session, messages, leftOut } = readConversation(contents, sessionId);
  const now = Math.trunc(ports.now());
  const ids = new OpencodeIds(countIds(messages), ports);
  const plain = new PlainWords();
  const copied = plain.of(copyInfo(session, ids.session(), target, now));
  const noteIds = { message: ids.message(), part: ids.part() };
  const fresh = new Map([[sessionId, copied.id]]);
  for (const { info, parts } of messages) {
    fresh.set(info.id, ids.message());
    for (const { part } of parts) fresh.set(part.id, ids.part());
  }
  const copies = inOrderOfTime(
    messages.map((message) => plain.of(copyMessage(message, copied.id, fresh, ids))),
    now,
  );
  const closed = closeConversation(withForeignNote(copies, noteIds, copied.id), ids);
  return { session: copied, messages: closed, leftOut, madePlain: plain.changed };
}

function copyInfo(session: Session, id: string, target: CopyTarget, now: number): CopiedSession {
  const title = session.title?.trim();
  return {
    id,
    slug: `imported-${id.slice(-8).toLowerCase()}`,
    projectID: target.projectId,
    directory: target.directory,
    title: title ? `From a shared link: ${title}` : "From a shared link",
    version: session.version ?? "1.0.0",
    time: { created: now, updated: now },
    ...(session.agent ? { agent: session.agent } : {}),
    ...(session.model ? { model: session.model } : {}),
    ...(session.cost === undefined ? {} : { cost: session.cost }),
    ...(session.tokens === undefined ? {} : { tokens: session.tokens }),
    ...("summary" in session ? { summary: session.summary } : {}),
  };
}

/** The ids of a message and its parts come from their place, not from what they say of themselves. */
function copyMessage(
  { info, parts }: MessageWithParts,
  sessionID: string,
  fresh: ReadonlyMap<string, string>,
  ids: OpencodeIds,
): MessageWithParts {
  const place = { id: fresh.get(info.id) ?? ids.message(), sessionID };
  const copy = { ...(replaceIds(without(info, STEERING), fresh) as Message), ...place };
  const own = { sessionID, messageID: place.id };
  const kept = parts.filter(({ part }) => !UNDO_PARTS.has(part.type));
  return { info: copy, parts: kept.map((part) => copyPart(part, fresh, own, ids)) };
}

function copyPart(
  parsed: ParsedPart,
  fresh: ReadonlyMap<string, string>,
  own: { readonly sessionID: string; readonly messageID: string },
  ids: OpencodeIds,
): ParsedPart {
  const copy = replaceIds(without(parsed.part, ["snapshot", "order"]), fresh) as ParsedPart["part"];
  const part = { ...copy, ...own, id: fresh.get(parsed.part.id) ?? ids.part() };
  const copied = { known: parsed.known, part } as ParsedPart;
  if (!copied.known || copied.part.type !== "tool" || copied.part.state.status !== "completed") return copied;
  const { state } = copied.part;
  if (!state.attachments) return copied;
  const attachments = state.attachments.map((file) => ({ ...file, ...own, id: ids.part() }));
  return { known: true, part: { ...copied.part, state: { ...state, attachments } } };
}

/** Message times that never fall back and never lie ahead: opencode sorts by them, and takes the last for the newest. */
function inOrderOfTime(messages: readonly MessageWithParts[], now: number): MessageWithParts[] {
  let last = 0;
  return messages.map(({ info, parts }) => {
    last = Math.max(last, Math.min(Math.floor(info.time.created), now));
    const { completed } = info.time as { completed?: number };
    const end = completed === undefined ? undefined : Math.max(last, Math.min(Math.floor(completed), now));
    const time = { created: last, ...(end === undefined ? {} : { completed: end }) };
    return { info: { ...info, time }, parts };
  });
}

function countIds(messages: readonly MessageWithParts[]): number {
  const attachments = ({ part }: ParsedPart) => {
    const state = part.state as { attachments?: readonly unknown[] } | undefined;
    return Array.isArray(state?.attachments) ? state.attachments.length : 0;
  };
  const ofMessage = ({ parts }: MessageWithParts) =>
    parts.reduce((count, part) => count + 1 + attachments(part), 1);
  return messages.reduce((count, message) => count + ofMessage(message), CLOSING_IDS + NOTE_IDS);
}

/** A closing message and its text. */
const CLOSING_IDS = 2;

function without(object: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
