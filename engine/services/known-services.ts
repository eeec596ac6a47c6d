import type { Memento } from "../registry/memento.ts";

const MET = "services.met";
const CONSENTS = "services.consents";

/** Which services this user has agreed to talk to, and to which of them to send sessions. */
export class KnownServices {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** Whether links of this service may be opened without asking. */
  isMet(serviceUrl: string): boolean {
    return (
      (this.#memory.get<string[]>(MET) ?? []).includes(serviceUrl) ||
      this.consentedAt(serviceUrl) !== undefined
    );
  }

  async meet(serviceUrl: string): Promise<void> {
    if (!this.isMet(serviceUrl))
      await this.#memory.update(MET, [...(this.#memory.get<string[]>(MET) ?? []), serviceUrl]);
  }

  /** When the user agreed to share through this service, ms since 1970; undefined: not yet. */
  consentedAt(serviceUrl: string): number | undefined {
    return this.#consents()[serviceUrl];
  }

  async consent(serviceUrl: string, at: number): Promise<void> {
    await this.#memory.update(CONSENTS, { ...this.#consents(), [serviceUrl]: at });
  }

  #consents(): Readonly<Record<string, number>> {
    return this.#memory.get<Record<string, number>>(CONSENTS) ?? {};
  }
}
