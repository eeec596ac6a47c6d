import { isMissing } from "../../../primitives/errno.ts";
import { StoreUnavailableError } from "../errors.ts";
import type { OpenFile } from "./files.ts";
import { parseLine, seedOf } from "./journal-line.ts";
import { readLines } from "./read-lines.ts";
import { BEGINS } from "./scan-journal.ts";
import { parseHead } from "./share-record.ts";

/**
 * A share's title, from the first record of its journal; undefined when that is not there. The contents are left alone.
 * @param name `JournalFileOptions.name`
 */
export async function readTitle(path: string, name: string, open: OpenFile): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      for await (const lines of readLines(file)) {
        const records = lines.slice(0, 2).map(({ line }) => parseLine(seedOf(name), line)?.json);
        const first = records.find((json) => !json?.equals(BEGINS));
        return first && parseHead(first)?.title;
      }
      return undefined;
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new StoreUnavailableError("a data file cannot be read", { cause });
  }
}
