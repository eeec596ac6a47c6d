import type { OpenFile } from "./files.ts";
import type { JournalDamage } from "./journal-damage.ts";
import { JournalSeal, type Sealed } from "./journal-seal.ts";
import { LineFile } from "./line-file.ts";
import { type Loaded, loadCopied } from "./load-copied.ts";
import { type Begin, replayInOrder } from "./replay-in-order.ts";
import { scanJournal } from "./scan-journal.ts";

/** The file is not there, and was not to be made. */
export class JournalMissingError extends Error {
  constructor() {
    super("a data file is missing");
    this.name = "JournalMissingError";
  }
}

/** Where a journal lies: `JournalFileOptions`. */
export interface Source {
  readonly path: string;
  readonly seed: number;
  readonly open: OpenFile;
  readonly copyPath?: string | undefined;
  readonly sealPath?: string | undefined;
  readonly mayBeNew: boolean;
  readonly expects?: number | undefined;
}

/** Reads a journal and, if it has one, its copy; hands over what either of them still has. */
export async function loadJournal(source: Source, begin: Begin): Promise<Loaded> {
  const { path, copyPath, sealPath, seed, open, mayBeNew } = source;
  const sealed = sealPath === undefined ? undefined : await JournalSeal.read(sealPath, seed, open);
  const opened: LineFile[] = [];
  const openPart = async (part: string) => {
    const file = await LineFile.open(part, open);
    if (file) opened.push(file);
    return file;
  };
  const create = async (part: string) => {
    if (!mayBeNew) throw new JournalMissingError();
    const file = await LineFile.create(part, open);
    opened.push(file);
    return file;
  };
  try {
    const main = await openPart(path);
    if (copyPath === undefined) return await loadOne(main ?? (await create(path)), source, begin, sealed);
    const parts = { main, copy: await openPart(copyPath) };
    return await loadCopied(
      parts,
      { seed, sealed, begin },
      {
        copy: () => create(copyPath),
        main: () => create(path),
      },
    );
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}

async function loadOne(
  file: LineFile,
  { seed, expects: wanted = 0 }: Source,
  begin: Begin,
  sealed: Sealed | undefined,
): Promise<Loaded> {
  const expects = Math.max(wanted, sealed?.seq ?? 0);
  const { sequence, wrong, end } = await scanJournal(file.handle, seed, begin());
  const ordered = sequence.isDisordered ? (await replayInOrder([file], seed, begin)).sequence : sequence;
  ordered.expect(sequence.end);
  file.endAt(end);
  const isCut = sequence.end < expects;
  const damage: JournalDamage = {
    reason: wrong.length === 0 && isCut ? "cut" : "checksum",
    what: [...wrong, ...(isCut ? ["records at its end are missing"] : [])].join("; "),
    lostUpTo: isCut ? expects : ordered.lostUpTo,
  };
  return {
    files: [file],
    last: Math.max(sequence.end, expects),
    isOld: sequence.last > 0 && !sequence.hasNumbers,
    damage: damage.what === "" ? undefined : damage,
  };
}
