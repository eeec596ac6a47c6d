import { textPart, userMessage } from "../../fixtures/session-content.ts";
import type { SessionWriter } from "../../fixtures/session-writer.ts";
import { createShareEngine, type EngineOptions, type ShareEngine } from "../../tools/share-engine.ts";
import { sampleText } from "../sample-text.ts";

/** A session in a storage, with a message to write into. */
export interface WritableSession {
  readonly storage: SessionWriter;
  readonly sessionId: string;
  readonly messageId: string;
}

export interface NewContent {
  readonly directory?: string;
  readonly title?: string;
  /** Parts of about 2 KB, ten to a message. */
  readonly parts: number;
}

/** Writes a session with so many parts; further parts go into its last message. */
export function writeSession(storage: SessionWriter, content: NewContent): WritableSession {
  const { directory = "/bench", title = "A benchmark", parts } = content;
  const sessionId = storage.createSession({ directory, title });
  let messageId = storage.putMessage(sessionId, userMessage());
  for (let part = 0; part < parts; part++) {
    if (part % 10 === 9) messageId = storage.putMessage(sessionId, userMessage());
    storage.putPart(sessionId, messageId, textPart(sampleText(1_800, part)));
  }
  return { storage, sessionId, messageId };
}

/** An engine that shares the only session of a storage. */
export interface SharedSession {
  readonly engine: ShareEngine;
  readonly shareId: string;
  readonly shareUrl: string;
}

/** Shares the storage's only session in plain Node, the way the extension does. */
export async function shareSession(options: EngineOptions, serviceUrl: string): Promise<SharedSession> {
  const engine = createShareEngine(options);
  const [session] = await engine.source.list();
  if (!session) throw new Error("the storage has no session");
  const request = { session, serviceUrl, expiry: { kind: "never" } as const };
  const record = await engine.sharing.share(request, () => {}, AbortSignal.timeout(60_000));
  return { engine, shareId: record.shareId, shareUrl: record.shareUrl };
}
