import * as fs from "node:fs/promises";
import { isMissing } from "../../../primitives/errno.ts";
import type { Verified } from "../verified.ts";
import { seedOf } from "./journal-line.ts";
import { type RecordPlace, type Scan, scanJournal } from "./scan-journal.ts";

export interface JournalToVerify {
  readonly path: string;
  readonly copyPath?: string | undefined;
  /** `JournalFileOptions.name` */
  readonly name: string;
  /** What a report calls it. */
  readonly title: string;
  /** `JournalFileOptions.expects` */
  readonly expects?: number | undefined;
  /** Takes a record; throws when it makes no sense. */
  readonly replay: (json: Buffer, place: RecordPlace) => void;
}

/** Reads a journal, and its copy, as they lie on disk. */
export async function verifyJournal({
  path,
  copyPath,
  name,
  title,
  expects = 0,
  replay,
}: JournalToVerify): Promise<Verified> {
  const scan = await scanFile(path, name, replay);
  if (!scan) return { name: title, records: 0, problem: "the file is missing" };
  const { records, sequence, wrong, end, size } = scan;
  const copy = copyPath === undefined ? scan : await scanFile(copyPath, name, () => {});
  const cut = sequence.end < expects ? ["records at its end are missing"] : [];
  const problems = [
    ...wrong,
    ...cut,
    ...(copy === scan ? [] : problemsOf(copy).map((what) => `its copy: ${what}`)),
  ];
  return {
    name: title,
    records,
    ...(size > end ? { unfinished: size - end } : {}),
    ...(problems.length === 0 ? {} : { problem: problems.join("; ") }),
  };
}

function problemsOf(copy: Scan | undefined): readonly string[] {
  return copy ? copy.wrong : ["the file is missing"];
}

async function scanFile(
  path: string,
  name: string,
  take: (json: Buffer, place: RecordPlace) => void,
): Promise<Scan | undefined> {
  const file = await fs.open(path, "r").catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  if (!file) return undefined;
  try {
    return await scanJournal(file, seedOf(name), take);
  } finally {
    await file.close();
  }
}
