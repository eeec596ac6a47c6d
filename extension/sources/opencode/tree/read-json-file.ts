import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { JsonObject } from "../../../../protocol/json.ts";
import { parseObject } from "../parse-object.ts";

/** Pauses before a file that does not parse is read again, ms: its writer is in the middle of it. */
const RETRY_PAUSES_MS = [10, 30, 60];

export type JsonFile =
  | { readonly found: true; readonly text: string; readonly content: JsonObject }
  /** `halfWritten`: it is there, and still no JSON after a while. */
  | { readonly found: false; readonly why: "missing" | "halfWritten" };

/**
 * Reads a JSON object out of a file that may be rewritten in place at this moment. @throws what the file system throws
 *
 * A storage has thousands of small files, and to wait for each costs several times what reading it does.
 */
export async function readJsonFile(path: string): Promise<JsonFile> {
  for (const pause of [0, ...RETRY_PAUSES_MS]) {
    if (pause > 0) await delay(pause);
    const text = unlessMissing(() => readFileSync(path, "utf8"));
    if (text === undefined) return { found: false, why: "missing" };
    const content = parseObject(text);
    if (content) return { found: true, text, content };
  }
  return { found: false, why: "halfWritten" };
}

/** For `.catch`: a file or folder that is not there is no failure. */
export function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}

/** What a look at the disk gives; undefined when there is nothing. */
export function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    return undefinedWhenMissing(error as NodeJS.ErrnoException);
  }
}
