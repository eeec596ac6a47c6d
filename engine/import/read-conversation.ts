import { isJsonObject, type Json } from "../../protocol/json.ts";
import { infoKey, parseKey } from "../../protocol/keys.ts";
import { inReadingOrder, type MessagePlace } from "../../protocol/reading-order.ts";
import { messageSchema, type ParsedPart, parsePart, sessionSchema } from "../../protocol/session.ts";
import { type Conversation, type MessageWithParts, NothingToImportError } from "./session-copy.ts";

type Contents = ReadonlyMap<string, Json>;

/**
 * The conversation of one session among a share's contents: well-formed messages and parts in their order, without
 * those that its people have undone. Other sessions (sub-agents) are left out.
 * @throws NothingToImportError when the session is missing, or no message of it can be read
 */
export function readConversation(contents: Contents, sessionId: string): Conversation {
  const session = sessionSchema.safeParse(contents.get(infoKey(sessionId)));
  const { messages, unreadable } = readMessages(contents, sessionId);
  const isUnreadable = unreadable.messages > 0 || unreadable.parts > 0;
  if (messages.length === 0) throw new NothingToImportError(isUnreadable ? "unreadable" : "empty");
  if (!session.success || session.data.id !== sessionId) throw new NothingToImportError("incomplete");
  const revert = session.data.revert ?? undefined;
  const kept = revert ? withoutUndone(messages, revert) : messages;
  const leftOut = { ...unreadable, subAgents: countSubAgents(contents, sessionId) };
  return { session: session.data, messages: kept, leftOut };
}

function countSubAgents(contents: Contents, sessionId: string): number {
  const paths = [...contents.keys()].map(parseKey);
  return paths.filter((path) => path?.kind === "info" && path.sessionId !== sessionId).length;
}

function readMessages(contents: Contents, sessionId: string) {
  const { parts, unreadable: unreadableParts } = readParts(contents, sessionId);
  const messages: MessageWithParts[] = [];
  let unreadableMessages = 0;
  let forgedParts = 0;
  for (const [key, content] of contents) {
    const path = parseKey(key);
    if (path?.kind !== "message" || path.sessionId !== sessionId) continue;
    const message = messageSchema.safeParse(content);
    const its = parts.get(path.messageId) ?? [];
    parts.delete(path.messageId);
    if (!message.success || message.data.id !== path.messageId) {
      unreadableMessages += 1;
      continue;
    }
    const own = message.data.role === "user" ? its.filter(isPersons) : its;
    forgedParts += its.length - own.length;
    const read = { info: message.data, parts: own };
    if (!isEmptyMachinery(read)) messages.push(read);
  }
  const withoutMessage = [...parts.values()].flat().length;
  return {
    messages: inReadingOrder(messages, placeOf),
    unreadable: { messages: unreadableMessages, parts: unreadableParts + withoutMessage + forgedParts },
  };
}

/** What only an agent says would be forged in a person's message. */
const AGENT_PARTS = new Set(["tool", "reasoning", "step-start", "step-finish"]);
const isPersons = ({ known, part }: ParsedPart) => !known || !AGENT_PARTS.has(part.type);

/** Machinery of the agent whose text its owner kept back, such as a system prompt. */
function isEmptyMachinery({ info, parts }: MessageWithParts): boolean {
  return info.hidden === true && parts.every(({ part }) => part.type === "text" && part.text === "");
}

function readParts(contents: Contents, sessionId: string) {
  const byMessage = new Map<string, ParsedPart[]>();
  let unreadable = 0;
  for (const [key, content] of contents) {
    const path = parseKey(key);
    if (path?.kind !== "part" || path.sessionId !== sessionId) continue;
    const part = isJsonObject(content) ? parsePart(content) : undefined;
    if (part?.part.id !== path.partId) {
      unreadable += 1;
      continue;
    }
    const siblings = byMessage.get(path.messageId);
    if (siblings) siblings.push(part);
    else byMessage.set(path.messageId, [part]);
  }
  for (const parts of byMessage.values())
    parts.sort((a, b) => (a.part.id < b.part.id ? -1 : Number(a.part.id > b.part.id)));
  return { parts: byMessage, unreadable };
}

/** What `revert` hides: the message it names, or that message's parts from the named one on, and all that follows. */
function withoutUndone(
  messages: readonly MessageWithParts[],
  revert: { readonly messageID: string; readonly partID?: string | undefined },
): readonly MessageWithParts[] {
  const at = messages.findIndex(({ info }) => info.id === revert.messageID);
  const message = messages[at];
  if (!message) return messages;
  const kept = messages.slice(0, at);
  const cut = message.parts.findIndex(({ part }) => part.id === revert.partID);
  return cut > 0 ? [...kept, { info: message.info, parts: message.parts.slice(0, cut) }] : kept;
}

const placeOf = ({ info: { id, order, time } }: MessageWithParts): MessagePlace => ({
  id,
  order,
  createdAt: time.created,
});
