import type { Random } from "../../fixtures/random.ts";
import type { SessionWriter } from "../../fixtures/session-writer.ts";

/** An agent at work: starts messages, streams text, changes its mind. */
export class BusyAgent {
  readonly #writer: SessionWriter;
  readonly #sessionId: string;
  readonly #random: Random;
  readonly #parts: { readonly messageId: string; readonly partId: string }[] = [];
  #messageId: string;
  #writes = 0;

  constructor(writer: SessionWriter, sessionId: string, random: Random) {
    this.#writer = writer;
    this.#sessionId = sessionId;
    this.#random = random;
    this.#messageId = this.#newMessage();
  }

  get writes(): number {
    return this.#writes;
  }

  /** One write. */
  step(): void {
    this.#writes += 1;
    const dice = this.#random.next();
    const last = this.#parts.at(-1);
    if (!last || dice < 0.2) this.#newPart();
    else if (dice < 0.85) this.#grow(last);
    else if (dice < 0.9) this.#messageId = this.#newMessage();
    else if (dice < 0.95) this.#writer.changeSession(this.#sessionId, { title: `Title ${this.#writes}` });
    else this.#removePart();
  }

  #newMessage(): string {
    return this.#writer.putMessage(this.#sessionId, { role: "assistant", time: { created: Date.now() } });
  }

  #newPart(): void {
    const messageId = this.#messageId;
    const text = `Part ${this.#writes}. `;
    const partId = this.#writer.putPart(this.#sessionId, messageId, { type: "text", text });
    this.#parts.push({ messageId, partId });
  }

  #grow({ messageId, partId }: { readonly messageId: string; readonly partId: string }): void {
    this.#writer.appendText(this.#sessionId, messageId, partId, `Word ${this.#writes}. `);
  }

  #removePart(): void {
    const [part] = this.#parts.splice(this.#random.below(this.#parts.length), 1);
    if (part) this.#writer.removePart(this.#sessionId, part.messageId, part.partId);
  }
}
