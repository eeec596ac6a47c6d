import type { OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { contentHash } from "../../protocol/content-hash.ts";
import { partEntry } from "./filled-share.ts";

/** Writers that put parts into one share, and remember what was acknowledged last. */
export class PutLoad {
  /** Hash by key of what the service has said to hold. */
  readonly acknowledged = new Map<string, string>();
  readonly #client: ServiceClient;
  readonly #share: OwnerCredentials;
  readonly #size: number;
  #seed = 1_000_000;

  /** @param size how many parts the share has */
  constructor(client: ServiceClient, share: OwnerCredentials, size: number) {
    this.#client = client;
    this.#share = share;
    this.#size = size;
  }

  /** Puts one part per request, `count` in all by `writers` at once. @returns acknowledged puts per second */
  async run(count: number, writers: number): Promise<number> {
    const start = performance.now();
    const each = Math.floor(count / writers);
    await Promise.all(Array.from({ length: writers }, (_, writer) => this.#write(writer, writers, each)));
    return (each * writers * 1000) / (performance.now() - start);
  }

  /** Each writer has parts of its own, so that what a key holds last is known. */
  async #write(writer: number, writers: number, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const seed = this.#seed++;
      const place = seed % Math.floor(this.#size / writers);
      const entry = partEntry(place * writers + writer, seed);
      await this.#client.sync(this.#share, { entries: [entry] });
      this.acknowledged.set(entry.key, contentHash(JSON.stringify(entry.content)));
    }
  }

  /** How many acknowledged parts the service does not hold. @param client of the service as it is now */
  async countLost(client: ServiceClient): Promise<number> {
    const { keys } = await client.manifest(this.#share);
    return [...this.acknowledged].filter(([key, hash]) => keys[key] !== hash).length;
  }
}
