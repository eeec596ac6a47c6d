import { StoreUnavailableError } from "../errors.ts";
import { isMissing, type OpenFile } from "./files.ts";
import { parseLine } from "./journal-line.ts";
import { readLines } from "./read-lines.ts";
import { parseHead } from "./share-ledger.ts";

/** A share's title, from the first record of its journal; "" when there is none. The contents are left alone. */
export async function readTitle(path: string, open: OpenFile): Promise<string> {
  try {
    const file = await open(path, "r");
    try {
      for await (const [first] of readLines(file)) {
        const json = first && parseLine(first.line);
        return (json && parseHead(json)?.title) ?? "";
      }
      return "";
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (isMissing(cause)) return "";
    throw new StoreUnavailableError("a data file cannot be read", { cause });
  }
}
