import * as fs from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../../../primitives/errno.ts";
import type { CopyMark } from "../copy-mark.ts";
import { StoreUnavailableError } from "../errors.ts";
import { FILE_MODE, removeFile, syncFolder } from "./files.ts";

/** The note in a data folder, in the file `copying`. */
export function folderCopyMark(dataDir: string): CopyMark {
  const path = join(dataDir, "copying");
  return {
    read: () =>
      unlessUnavailable(() =>
        fs.readFile(path, "utf8").catch((error: unknown) => {
          if (!isMissing(error)) throw error;
          return undefined;
        }),
      ),
    set: (source) =>
      unlessUnavailable(async () => {
        await fs.writeFile(`${path}.new`, source, { mode: FILE_MODE, flush: true });
        await fs.rename(`${path}.new`, path);
        await syncFolder(dataDir);
      }),
    clear: () => unlessUnavailable(() => removeFile(path)),
  };
}

async function unlessUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new StoreUnavailableError("the data folder cannot be read or written", { cause });
  }
}
