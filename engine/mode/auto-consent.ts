import type { Memento } from "../registry/memento.ts";

const ANSWERS = "auto.answers";

/** Whom a consent to automatic sharing covers: the user's own wish everywhere, or one workspace folder's. */
export type ConsentScope =
  | { readonly kind: "user" }
  | { readonly kind: "workspace"; readonly folder: string };

/** Whether new sessions may be shared by themselves. */
export class AutoConsent {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** The user's answer; undefined when they were never asked. It is about one service: another one is another question. */
  answer(scope: ConsentScope, serviceUrl: string | undefined): boolean | undefined {
    return this.#answers()[nameOf(scope, serviceUrl)];
  }

  async remember(scope: ConsentScope, serviceUrl: string | undefined, agreed: boolean): Promise<void> {
    await this.#memory.update(ANSWERS, {
      ...this.#answers(),
      [nameOf(scope, serviceUrl)]: agreed,
    });
  }

  #answers(): Readonly<Record<string, boolean>> {
    return this.#memory.get<Record<string, boolean>>(ANSWERS) ?? {};
  }
}

const nameOf = (scope: ConsentScope, serviceUrl = "") =>
  JSON.stringify(scope.kind === "user" ? ["user", serviceUrl] : ["workspace", scope.folder, serviceUrl]);
