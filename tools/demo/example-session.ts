import { readFileSync } from "node:fs";
import type { Content, SessionWriter } from "../../fixtures/session-writer.ts";
import { isJsonObject, type Json, type JsonObject } from "../../protocol/json.ts";

/** A session in opencode's export form, in which `info` and the parts carry their ids. */
export interface ExportedSession {
  readonly info: Content & { readonly id: string; readonly directory: string; readonly title: string };
  readonly messages: readonly { readonly info: Content; readonly parts: readonly Content[] }[];
}

/** Names of fields that hold a time, ms. */
const TIMES = new Set(["created", "updated", "completed", "start", "end"]);

/** Reads an exported session as if it had taken place in `directory` and ended at `endedAt` (ms). */
export function readExample(path: string, directory: string, endedAt: number): ExportedSession {
  const session = JSON.parse(readFileSync(path, "utf8")) as ExportedSession;
  const { updated } = session.info.time as { updated: number };
  const shift = endedAt - updated;
  const original = session.info.directory;
  return translate(session as unknown as Json, "") as unknown as ExportedSession;

  function translate(value: Json, name: string): Json {
    if (typeof value === "string") return value.replaceAll(original, () => directory);
    if (typeof value === "number") return TIMES.has(name) ? value + shift : value;
    if (Array.isArray(value)) return value.map((item) => translate(item, name));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, translate(item as Json, key)]),
    );
  }
}

/** A clock that a writer reads and a story sets; ms since 1970. */
export interface StoryClock {
  now: number;
}

/** Writes a whole session into a storage, at the times that it tells of. @returns its id */
export function writeExample(
  writer: SessionWriter,
  { info, messages }: ExportedSession,
  clock: StoryClock,
): string {
  const { id, directory, title } = info;
  clock.now = createdAt(info) ?? clock.now;
  const sessionId = writer.createSession({ id, directory, title });
  for (const message of messages) {
    clock.now = createdAt(message.info) ?? clock.now;
    const messageId = writer.putMessage(sessionId, withoutIds(message.info));
    for (const part of message.parts) writer.putPart(sessionId, messageId, withoutIds(part));
  }
  return sessionId;
}

function createdAt({ time }: Content): number | undefined {
  const created = isJsonObject(time) ? time.created : undefined;
  return typeof created === "number" ? created : undefined;
}

/** Storages keep the ids of the session and the message elsewhere. */
function withoutIds({ sessionID, messageID, ...content }: JsonObject): Content {
  return content;
}
