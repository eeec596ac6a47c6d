import { contentHash } from "../../protocol/content-hash.ts";
import type { Entry } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import type { Manifest } from "../../protocol/routes.ts";
import { entryFor } from "./delta.ts";

/** How many recently sent contents are kept to send growing texts as appends; the agent writes into one or two at a time. */
const RECENT_CONTENTS = 16;
/** A content larger than this, in characters of JSON, is not kept: it rarely streams. */
const LARGEST_RECENT = 512 * 1024;

/** What the service is known to hold of a share: every key's hash, and the last few contents. */
export class Acknowledged {
  readonly #hashes: Map<string, string>;
  readonly #recent = new Map<string, Json>();

  constructor(manifest: Pick<Manifest, "keys">) {
    this.#hashes = new Map(Object.entries(manifest.keys));
  }

  /** What must be sent so that the service holds these contents and none but these keys. */
  *difference(contents: ReadonlyMap<string, Json>, keys: ReadonlySet<string>): Generator<Sending> {
    for (const [key, content] of contents) {
      const text = JSON.stringify(content);
      const hash = contentHash(text);
      if (this.#hashes.get(key) === hash) continue;
      yield { entry: entryFor(key, this.#recent.get(key), content), hash, content, size: text.length };
    }
    for (const key of this.#hashes.keys())
      if (!keys.has(key))
        yield { entry: { key, deleted: true }, hash: undefined, content: undefined, size: 0 };
  }

  /** The service has confirmed it. */
  confirm({ entry: { key }, hash, content, size }: Sending): void {
    this.#recent.delete(key);
    if (hash === undefined) {
      this.#hashes.delete(key);
      return;
    }
    this.#hashes.set(key, hash);
    if (content === undefined || size > LARGEST_RECENT) return;
    this.#recent.set(key, content);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > RECENT_CONTENTS && oldest !== undefined) this.#recent.delete(oldest);
  }

  /** How many keys the service holds. */
  get size(): number {
    return this.#hashes.size;
  }
}

/** An entry on its way, with what will be true once it is acknowledged. */
export interface Sending {
  readonly entry: Entry;
  readonly hash: string | undefined;
  readonly content: Json | undefined;
  /** Characters of JSON. */
  readonly size: number;
}
