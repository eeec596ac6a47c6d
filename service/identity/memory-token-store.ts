import type { Verified } from "../store/verified.ts";
import type { TokenRecord, TokenStore } from "./token-store.ts";

/** Keeps tokens for as long as the process lives. For tests and trials. */
export class MemoryTokenStore implements TokenStore {
  readonly #records = new Map<string, TokenRecord | undefined>();

  async add(record: TokenRecord): Promise<boolean> {
    if (this.#records.has(record.hash)) return false;
    this.#records.set(record.hash, record);
    return true;
  }

  async find(hash: string): Promise<TokenRecord | undefined> {
    return this.#records.get(hash);
  }

  async list(): Promise<readonly TokenRecord[]> {
    return [...this.#records.values()].filter((record) => record !== undefined);
  }

  async revoke(hash: string): Promise<boolean> {
    if (this.#records.get(hash) === undefined) return false;
    this.#records.set(hash, undefined);
    return true;
  }

  async *verify(): AsyncIterable<Verified> {
    yield { name: "tokens", records: this.#records.size };
  }

  async close(): Promise<void> {}
}
