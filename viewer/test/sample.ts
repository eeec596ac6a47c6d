import type { Entry } from "../../protocol/entries.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { infoKey, messageKey, partKey } from "../../protocol/keys.ts";
import type { LiveFrame } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";

export const SESSION = "ses_sample";
export const SHARE_ID = "s".repeat(43);
const STARTED = Date.UTC(2026, 10, 20, 9, 30);

export function share(fields: Partial<Share> = {}): Share {
  return {
    shareId: SHARE_ID,
    sessionId: SESSION,
    title: "A sample session",
    audience: "link",
    mode: "live",
    createdAt: STARTED,
    expiresAt: null,
    ...fields,
  };
}

export function info(fields: JsonObject = {}): Entry {
  const content = {
    id: SESSION,
    title: "A sample session",
    directory: "/work/app",
    time: { created: STARTED },
  };
  return { key: infoKey(SESSION), content: { ...content, ...fields } };
}

export function user(id: string, fields: JsonObject = {}): Entry {
  return message(id, { role: "user", time: { created: STARTED }, ...fields });
}

/** An assistant's message, finished unless `fields` say otherwise. */
export function assistant(id: string, fields: JsonObject = {}): Entry {
  const time = { created: STARTED, completed: STARTED + 1000 };
  return message(id, { role: "assistant", time, agent: "build", modelID: "model-1", ...fields });
}

function message(id: string, fields: JsonObject): Entry {
  return { key: messageKey(SESSION, id), content: { id, sessionID: SESSION, ...fields } };
}

export function part(messageId: string, id: string, fields: JsonObject): Entry {
  const content = { id, sessionID: SESSION, messageID: messageId, ...fields };
  return { key: partKey(SESSION, messageId, id), content };
}

export function text(messageId: string, id: string, words: string, fields: JsonObject = {}): Entry {
  return part(messageId, id, { type: "text", text: words, ...fields });
}

export function tool(messageId: string, id: string, name: string, state: Json): Entry {
  return part(messageId, id, { type: "tool", callID: `call_${id}`, tool: name, state });
}

/** A sub-agent's session. */
export function childInfo(sessionId: string): Entry {
  const content = {
    id: sessionId,
    title: `Title of ${sessionId}`,
    parentID: SESSION,
    time: { created: STARTED },
  };
  return { key: infoKey(sessionId), content };
}

/** An answer in a sub-agent's session, with one call of a tool; their ids are made of the session's. */
export function childMessage(sessionId: string, name: string, state: Json): Entry[] {
  const [id, partId] = [`msg_${sessionId}`, `prt_${sessionId}`];
  const ids = { id: partId, sessionID: sessionId, messageID: id };
  const time = { created: STARTED, completed: STARTED + 1000 };
  return [
    { key: messageKey(sessionId, id), content: { id, sessionID: sessionId, role: "assistant", time } },
    {
      key: partKey(sessionId, id, partId),
      content: { ...ids, type: "tool", callID: "c", tool: name, state },
    },
  ];
}

/** What a viewer gets who connects to a share with these entries. */
export function opening(entries: readonly Entry[], about: Partial<Share> = {}, revision = 1): LiveFrame[] {
  return [
    { type: "share", share: share(about), revision },
    { type: "entries", base: 0, revision, entries: [...entries], reset: true },
  ];
}

/** One more batch, after the one that made `base`. */
export function batch(base: number, ...entries: readonly Entry[]): LiveFrame {
  return { type: "entries", base, revision: base + 1, entries: [...entries] };
}
