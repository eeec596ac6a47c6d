import type { Entry } from "./entries.ts";
import type { Json } from "./json.ts";

/**
 * What a share's contents are turned into before a service gets them, and back by who reads them. Keys stay as they are.
 * Both sides have to know the same one: a share's owner chooses it, and its link tells.
 */
export interface ContentCodec {
  /** Whether a text that has grown begins, encoded, as it did before: then what was added may be sent alone. */
  readonly keepsGrowth: boolean;
  encode(key: string, content: Json): Json;
  /** What `encode` was given. */
  decode(key: string, content: Json): Json;
}

/** Contents travel as they are. */
export const plainCodec: ContentCodec = {
  keepsGrowth: true,
  encode: (_key, content) => content,
  decode: (_key, content) => content,
};

/** Entries as they were before their contents were encoded. */
export function decodeEntries(codec: ContentCodec, entries: readonly Entry[]): readonly Entry[] {
  if (codec === plainCodec) return entries;
  return entries.map((entry) =>
    "content" in entry ? { key: entry.key, content: codec.decode(entry.key, entry.content) } : entry,
  );
}
