import type { Entry } from "../protocol/entries.ts";
import {
  CONTENT_LIMITS,
  describeExcess,
  type MeasureLimits,
  measureValue,
} from "../protocol/json-measure.ts";
import { parseKey } from "../protocol/keys.ts";
import { missingContents } from "../protocol/missing-contents.ts";

/** What the JSON of an entry may have at most: what its content may, and what is around it. */
export const ENTRY_LIMITS: MeasureLimits = {
  depth: CONTENT_LIMITS.depth + 1,
  values: CONTENT_LIMITS.values + 3,
};

/** Entries as they came, but for contents that nobody can handle: what stands there says that they are missing. */
export function fitEntries(entries: readonly Entry[]): Entry[] {
  return entries.flatMap((entry) => {
    const excess = "content" in entry ? measureValue(entry.content, CONTENT_LIMITS).excess : undefined;
    return excess ? missingEntries(entry.key, describeExcess(excess)) : [entry];
  });
}

/** What stands for an entry that cannot be handled. @param why the rest of a sentence about it */
export function missingEntries(key: string, why: string): Entry[] {
  const path = parseKey(key);
  return path ? [...missingContents(path, why)].map(([name, content]) => ({ key: name, content })) : [];
}
