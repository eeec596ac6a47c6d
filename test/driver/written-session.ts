import { textPart, userMessage } from "../../fixtures/session-content.ts";
import type { NewSession, SessionWriter } from "../../fixtures/session-writer.ts";

/** A session in a storage, to which a person can add. */
export interface WrittenSession {
  readonly id: string;
  /** Adds a part to the last prompt. */
  say(text: string): void;
}

/** Writes a session in which a person has said something: each text is a message with one part. */
export function writeSession(
  storage: SessionWriter,
  session: NewSession,
  ...prompts: readonly string[]
): WrittenSession {
  const id = storage.createSession(session);
  let messageId = "";
  const say = (text: string) => {
    storage.putPart(id, messageId, textPart(text));
  };
  for (const prompt of prompts) {
    messageId = storage.putMessage(id, userMessage());
    say(prompt);
  }
  return { id, say };
}
