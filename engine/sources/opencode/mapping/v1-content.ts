import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { infoKey, type KeyPath, messageKey, partKey } from "../../../../protocol/keys.ts";
import { MAX_TITLE_LENGTH } from "../../../../protocol/limits.ts";
import { cutText } from "../../../../protocol/told-text.ts";
import { undoneIn } from "../session/undone.ts";

/** What a session tells of itself. Everything else (share state, permissions, workspaces) stays on the machine. */
const PUBLIC_FIELDS = [
  "slug",
  "version",
  "projectID",
  "directory",
  "path",
  "parentID",
  "fork",
  "title",
  "agent",
  "model",
  "summary",
  "cost",
  "tokens",
  "time",
  "revert",
];

/** A session object as it is stored, without what is nobody else's business. Of an undo it says where, and not what. */
export function publicSession(id: string, session: JsonObject): JsonObject {
  const { title } = session;
  const stored: JsonObject = {
    ...session,
    ...(typeof title === "string" ? { title: cutText(title, MAX_TITLE_LENGTH) } : {}),
    revert: (undoneIn(session) ?? null) as Json,
  };
  const entries = PUBLIC_FIELDS.flatMap((name) => {
    const value = stored[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return { id, ...Object.fromEntries(entries) };
}

/**
 * What is stored under a key, as opencode's API gives it: with the ids that the place says, without what must not leave
 * the machine: a system prompt in a message, what a provider sent along with an error, and what it wants back with a part
 * (signatures, encrypted reasoning). What a tool notes of its call is in its state, and is content.
 */
export function publicContent(path: KeyPath, stored: JsonObject): JsonObject {
  const { sessionId: sessionID } = path;
  switch (path.kind) {
    case "info":
      return publicSession(sessionID, stored);
    case "message": {
      const { system: _, ...message } = stored;
      return { ...withPublicError(message), id: path.messageId, sessionID };
    }
    case "part": {
      const { metadata: _, providerMetadata: __, callProviderMetadata: ___, ...part } = stored;
      return { ...withPublicError(part), id: path.partId, sessionID, messageID: path.messageId };
    }
  }
}

/** Headers and bodies of a provider's answer name accounts, machines and limits; what went wrong is in the message. */
function withPublicError(content: JsonObject): JsonObject {
  const { error } = content;
  if (!isJsonObject(error) || !isJsonObject(error.data)) return content;
  const { responseHeaders: _, responseBody: __, metadata: ___, ...data } = error.data;
  return { ...content, error: { ...error, data } };
}

/** The same with its key. */
export function publicContents(path: KeyPath, stored: JsonObject): ReadonlyMap<string, Json> {
  return new Map([[keyOf(path), publicContent(path, stored)]]);
}

function keyOf(path: KeyPath): string {
  switch (path.kind) {
    case "info":
      return infoKey(path.sessionId);
    case "message":
      return messageKey(path.sessionId, path.messageId);
    case "part":
      return partKey(path.sessionId, path.messageId, path.partId);
  }
}
