import { textPart } from "../../fixtures/session-content.ts";
import type { WritableSession } from "../engine/shared-session.ts";
import { sampleText } from "../sample-text.ts";
import { markOf } from "./dom-clock.ts";

/** So many writes go into one part, each a sentence more, before the next part begins. */
const WRITES_PER_PART = 8;
const SENTENCE_LENGTH = 120;

/** Writes as an agent does: parts whose text grows, one after another. */
export class AgentWrites {
  readonly #session: WritableSession;
  #partId: string | undefined;
  #count = 0;

  constructor(session: WritableSession) {
    this.#session = session;
  }

  /** One durable write. @returns when it began, ms since 1970 */
  next(): number {
    const { storage, sessionId, messageId } = this.#session;
    const text = ` ${sampleText(SENTENCE_LENGTH, this.#count)} ${markOf(this.#count)}.`;
    if (this.#count % WRITES_PER_PART === 0) this.#partId = undefined;
    this.#count += 1;
    const at = Date.now();
    if (this.#partId) storage.appendText(sessionId, messageId, this.#partId, text);
    else this.#partId = storage.putPart(sessionId, messageId, textPart(text));
    return at;
  }
}
