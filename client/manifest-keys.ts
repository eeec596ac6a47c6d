import { parseKey } from "../protocol/keys.ts";
import { parseJson } from "./parse-json.ts";

/**
 * A manifest's hashes by key, read from the texts of its members; without the keys of a kind that this version does not
 * know. Undefined: these are no hashes.
 */
export async function readKeys(members: AsyncIterable<string>): Promise<Record<string, string> | undefined> {
  const keys: Record<string, string> = {};
  for await (const member of members) {
    const [[key, hash] = [], ...others] = Object.entries(parseJson(`{${member}}`) ?? {});
    if (key === undefined || typeof hash !== "string" || others.length > 0) return undefined;
    if (parseKey(key)) keys[key] = hash;
  }
  return keys;
}
