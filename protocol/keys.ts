import * as z from "zod";
import { MAX_ID_LENGTH } from "./limits.ts";

/** Ids of sessions, messages and parts: URL-safe, so that a key is always a harmless path. */
export const idSchema = z.string().regex(new RegExp(`^[A-Za-z0-9_-]{1,${MAX_ID_LENGTH}}$`), "not a valid id");

/**
 * Where a piece of a session lives, by kind:
 * `session/info/<sid>`, `session/message/<sid>/<mid>`, `session/part/<sid>/<mid>/<pid>`.
 */
export type KeyPath =
  | { readonly kind: "info"; readonly sessionId: string }
  | { readonly kind: "message"; readonly sessionId: string; readonly messageId: string }
  | {
      readonly kind: "part";
      readonly sessionId: string;
      readonly messageId: string;
      readonly partId: string;
    };

const ID = `([A-Za-z0-9_-]{1,${MAX_ID_LENGTH}})`;
const KEY = new RegExp(`^session/(?:info/${ID}|message/${ID}/${ID}|part/${ID}/${ID}/${ID})$`);

export const keySchema = z.string().regex(KEY, "not a session key");

/** The path a key names, or undefined when it is not a key. `session/share/…` is none: it never leaves the machine. */
export function parseKey(key: string): KeyPath | undefined {
  const match = KEY.exec(key);
  if (!match) return undefined;
  const [, info, ofMessage, message, ofPart, partMessage, part] = match;
  if (info) return { kind: "info", sessionId: info };
  if (ofMessage && message) return { kind: "message", sessionId: ofMessage, messageId: message };
  if (ofPart && partMessage && part)
    return { kind: "part", sessionId: ofPart, messageId: partMessage, partId: part };
  return undefined;
}

export const infoKey = (sessionId: string) => `session/info/${sessionId}`;
export const messageKey = (sessionId: string, messageId: string) =>
  `session/message/${sessionId}/${messageId}`;
export const partKey = (sessionId: string, messageId: string, partId: string) =>
  `session/part/${sessionId}/${messageId}/${partId}`;
