import { setTimeout as delay } from "node:timers/promises";
import type { JsonObject } from "../../../../protocol/json.ts";
import { MAX_SYNC_BODY_BYTES } from "../../../../protocol/limits.ts";
import { readRegularFileSync, UnfitFileError } from "../../regular-file.ts";
import { parseObject } from "../parse-object.ts";

/** The largest file of a session that is read, bytes: as much as a service takes at once. */
const MAX_BYTES = MAX_SYNC_BODY_BYTES;
/** Pauses before a file that does not parse is read again, ms: its writer is in the middle of it. */
const RETRY_PAUSES_MS = [10, 30, 60];

export type JsonFile =
  | { readonly found: true; readonly text: string; readonly content: JsonObject }
  /** `halfWritten`: it is there, and still no JSON after a while. */
  | { readonly found: false; readonly why: "missing" | "halfWritten" }
  /** It is there, and nothing that is read. */
  | { readonly found: false; readonly why: "unfit"; readonly error: UnfitFileError };

/**
 * Reads a JSON object out of a file that may be rewritten in place at this moment. @throws what the file system throws
 *
 * A storage has thousands of small files, and to wait for each costs several times what reading it does.
 */
export async function readJsonFile(path: string): Promise<JsonFile> {
  for (const pause of [0, ...RETRY_PAUSES_MS]) {
    if (pause > 0) await delay(pause);
    const text = unlessMissing(() => textOrReason(path));
    if (text === undefined) return { found: false, why: "missing" };
    if (typeof text !== "string") return { found: false, why: "unfit", error: text };
    const content = parseObject(text);
    if (content) return { found: true, text, content };
  }
  return { found: false, why: "halfWritten" };
}

function textOrReason(path: string): string | UnfitFileError {
  try {
    return readRegularFileSync(path, MAX_BYTES);
  } catch (error) {
    if (error instanceof UnfitFileError) return error;
    throw error;
  }
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
