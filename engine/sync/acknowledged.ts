import { TimeSlices } from "../../primitives/time-slices.ts";
import { type ContentCodec, plainCodec } from "../../protocol/content-codec.ts";
import type { Entry } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import type { Manifest } from "../../protocol/sync.ts";
import { entryFor } from "./delta.ts";
import { type Unfit, type WrittenContent, writeContent } from "./write-content.ts";

/** How many recently sent contents are kept to send growing texts as appends; the agent writes into one or two at a time. */
const RECENT_CONTENTS = 16;
/** A content larger than this, in characters of JSON, is not kept: it rarely streams. */
const LARGEST_RECENT = 512 * 1024;
/** How long the rest of this process may be kept waiting, ms. */
const SLICE_MS = 8;

/** What the service is known to hold of a share: every key's hash, and the last few contents. */
export class Acknowledged {
  readonly #hashes: Map<string, string>;
  readonly #recent = new Map<string, Json>();
  readonly #codec: ContentCodec;

  /** @param codec the share's: hashes and recent contents are of what it makes of contents */
  constructor(manifest: Pick<Manifest, "keys">, codec: ContentCodec = plainCodec) {
    this.#hashes = new Map(Object.entries(manifest.keys));
    this.#codec = codec;
  }

  /**
   * What must be sent so that the service holds these contents and none but these keys, found in short slices.
   * @param onUnfit hears which contents cannot be sent at all, with the rest of a sentence about why
   */
  async *difference(
    contents: ReadonlyMap<string, Json>,
    keys: ReadonlySet<string>,
    onUnfit: (key: string, why: string) => void,
  ): AsyncGenerator<Sending> {
    const slices = new TimeSlices(SLICE_MS);
    for (const [key, content] of contents) {
      if (slices.isOver) await slices.next();
      const sending = await this.sendingOf(key, content);
      if (sending && "why" in sending) onUnfit(key, sending.why);
      else if (sending) yield sending;
    }
    for (const key of this.#hashes.keys()) if (!keys.has(key)) yield deletionOf(key);
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

  /** A content on its way; undefined when the service holds it already. */
  async sendingOf(key: string, content: Json): Promise<Sending | Unfit | undefined> {
    const encoded = this.#codec.encode(key, content);
    const written = await writeContent(encoded);
    if ("why" in written) return written;
    return this.#hashes.get(key) === written.hash ? undefined : this.#sendingOf(key, encoded, written);
  }

  /** How many keys the service holds. */
  get size(): number {
    return this.#hashes.size;
  }

  #sendingOf(key: string, content: Json, written: WrittenContent): Sending {
    const whole = wholeSending(key, content, written);
    // What is large is not compared either: that takes as long as to write it.
    if (whole.size > LARGEST_RECENT || !this.#codec.keepsGrowth) return whole;
    const entry = entryFor(key, this.#recent.get(key), content);
    return "content" in entry ? whole : { ...whole, entry, parts: [JSON.stringify(entry)] };
  }
}

/** A content as it is sent where nothing of it is known. */
function wholeSending(key: string, content: Json, { json, hash }: WrittenContent): Sending {
  const parts = [`{"key":${JSON.stringify(key)},"content":`, json, "}"];
  return { entry: { key, content }, hash, content, size: json.length, parts };
}

function deletionOf(key: string): Sending {
  const entry = { key, deleted: true } as const;
  return { entry, hash: undefined, content: undefined, size: 0, parts: [JSON.stringify(entry)] };
}

/** An entry on its way, with what will be true once it is acknowledged. */
export interface Sending {
  readonly entry: Entry;
  readonly hash: string | undefined;
  readonly content: Json | undefined;
  /** Of the content, characters of JSON. */
  readonly size: number;
  /** The entry as JSON, in pieces. */
  readonly parts: readonly (string | Uint8Array<ArrayBuffer>)[];
}
