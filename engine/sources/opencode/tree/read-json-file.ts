import { setTimeout as delay } from "node:timers/promises";
import { hasErrno } from "../../../../primitives/errno.ts";
import type { JsonObject } from "../../../../protocol/json.ts";
import { MAX_SYNC_BODY_BYTES } from "../../../../protocol/limits.ts";
import {
  readRegularBytes,
  readRegularFileSync,
  SHORT_FILE_BYTES,
  UnfitFileError,
} from "../../regular-file.ts";
import { parseStored, type Stored } from "../session/parse-stored.ts";

/** The largest file of a session that is read, bytes: as much as a service takes at once. */
const MAX_BYTES = MAX_SYNC_BODY_BYTES;
/** Pauses before a file that does not parse is read again, ms: its writer is in the middle of it. */
const RETRY_PAUSES_MS = [10, 30, 60];

export type JsonFile =
  /** `text`: the same one, the same content. */
  | { readonly found: true; readonly text: string; readonly content: JsonObject }
  /** `halfWritten`: it is there, and still no JSON after a while. */
  | { readonly found: false; readonly why: "missing" | "halfWritten" }
  /** It is there, and nothing that can be shared; `reason` is the rest of a sentence about it. */
  | { readonly found: false; readonly why: "unfit"; readonly reason: string };

/**
 * Reads a JSON object out of a file that may be rewritten in place at this moment. @throws what the file system throws
 *
 * A storage has thousands of small files, and to wait for each costs several times what reading it does.
 */
export async function readJsonFile(path: string): Promise<JsonFile> {
  for (const pause of [0, ...RETRY_PAUSES_MS]) {
    if (pause > 0) await delay(pause);
    const stored = await readStored(path);
    if (stored === undefined) return { found: false, why: "missing" };
    if (stored instanceof UnfitFileError) return { found: false, why: "unfit", reason: stored.why };
    const parsed = await parseStored(stored);
    if (parsed.kind === "unfit") return { found: false, why: "unfit", reason: parsed.why };
    if (parsed.kind === "object") return { found: true, text: parsed.text, content: parsed.content };
  }
  return { found: false, why: "halfWritten" };
}

/** A small file at once, a large one while everything else goes on; undefined when there is none. */
function readStored(
  path: string,
): Stored | UnfitFileError | undefined | Promise<Stored | UnfitFileError | undefined> {
  try {
    return readRegularFileSync(path, SHORT_FILE_BYTES);
  } catch (error) {
    if (error instanceof UnfitFileError)
      return readRegularBytes(path, MAX_BYTES).catch((again) => unfitOrMissing(path, again));
    return unfitOrMissing(path, error as NodeJS.ErrnoException);
  }
}

/** What a system says of a file or folder that it will not read the next time either: not of all of them, but of this one. */
const REFUSED = ["EACCES", "EPERM", "EIO"];

/** Whether the system does not let this file or folder be read. */
export const isRefused = (error: unknown): error is NodeJS.ErrnoException => hasErrno(error, ...REFUSED);

function unfitOrMissing(path: string, error: NodeJS.ErrnoException): UnfitFileError | undefined {
  if (error instanceof UnfitFileError) return error;
  if (isRefused(error)) return new UnfitFileError(path, `cannot be read (${error.code})`);
  return undefinedWhenMissing(error);
}

/** What a path says behind which there is nothing: also one that is a link in a circle, or to a name that cannot be. */
const NOTHING_THERE: readonly unknown[] = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"];

/** For `.catch`: a file or folder that is not there is no failure. */
export function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (!NOTHING_THERE.includes(error.code)) throw error;
}

/** What a look at the disk gives; undefined when there is nothing. */
export function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    return undefinedWhenMissing(error as NodeJS.ErrnoException);
  }
}
