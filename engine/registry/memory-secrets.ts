import type { Secrets } from "./secrets.ts";

/** Keeps secrets for as long as it lives. */
export class MemorySecrets implements Secrets {
  readonly #secrets = new Map<string, string>();

  async get(key: string): Promise<string | undefined> {
    return this.#secrets.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    this.#secrets.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.#secrets.delete(key);
  }
}
