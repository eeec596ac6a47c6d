import type { Memory } from "./share-registry.ts";

const ANSWERS = "auto.answers";
const SINCE = "auto.since";

/** Whom a consent to automatic sharing covers: the user's own wish everywhere, or one workspace folder's. */
export type ConsentScope =
  | { readonly kind: "user" }
  | { readonly kind: "workspace"; readonly folder: string };

/** Whether and since when new sessions may be shared by themselves. */
export class AutoConsent {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** The user's answer; undefined when they were never asked. It is about one service: another one is another question. */
  answer(scope: ConsentScope, serviceUrl: string | undefined): boolean | undefined {
    return this.#read<boolean>(ANSWERS)[nameOf(scope, serviceUrl)];
  }

  async remember(scope: ConsentScope, serviceUrl: string | undefined, agreed: boolean): Promise<void> {
    await this.#memory.update(ANSWERS, {
      ...this.#read<boolean>(ANSWERS),
      [nameOf(scope, serviceUrl)]: agreed,
    });
  }

  /** From when on a folder's new sessions are shared by themselves, ms since 1970; undefined: they are not. */
  since(folder: string): number | undefined {
    return this.#read<number>(SINCE)[folder];
  }

  /** Notes that sharing is automatic in a folder, or is not: sessions from before, or from a pause, stay unshared. */
  async note(folder: string, isAutomatic: boolean, now: number): Promise<void> {
    const { [folder]: since, ...others } = this.#read<number>(SINCE);
    if (isAutomatic === (since !== undefined)) return;
    await this.#memory.update(SINCE, isAutomatic ? { ...others, [folder]: now } : others);
  }

  #read<T>(key: string): Readonly<Record<string, T>> {
    return this.#memory.get<Record<string, T>>(key) ?? {};
  }
}

const nameOf = (scope: ConsentScope, serviceUrl = "") =>
  JSON.stringify(scope.kind === "user" ? ["user", serviceUrl] : ["workspace", scope.folder, serviceUrl]);
