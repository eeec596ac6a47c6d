import type { JournalDamage } from "./journal-damage.ts";
import { formatLine } from "./journal-line.ts";
import type { Sealed } from "./journal-seal.ts";
import type { LineFile } from "./line-file.ts";
import { type Begin, replayInOrder } from "./replay-in-order.ts";
import { hasSameBytes } from "./same-bytes.ts";
import { BEGINS, type Scan, scanJournal } from "./scan-journal.ts";
import { Sequence } from "./sequence.ts";

/** What was found of a journal. */
export interface Loaded {
  readonly files: readonly [LineFile, ...LineFile[]];
  /** The highest number that was given out. */
  readonly last: number;
  readonly isOld: boolean;
  readonly damage: JournalDamage | undefined;
}

interface Parts<T> {
  readonly main: T;
  readonly copy: T;
}

interface Reading {
  readonly seed: number;
  readonly sealed: Sealed | undefined;
  readonly begin: Begin;
}

const NO_SEAL: Sealed = { seq: undefined, isMissing: true };
/** What stands for a file that is not there. */
const NOTHING: Scan = { sequence: new Sequence(), records: 0, wrong: [], end: 0, size: 0 };
const COPY_BYTES = 1024 * 1024;

/**
 * Reads a journal of which there are two. Every record goes to the file first and then to its copy, and only then
 * anybody is told; a journal that is written anew replaces the copy first. So a copy that ends before the file does, and
 * a file that ends where its copy begins, tell of a crash, and everything else of damage. Where one of them is damaged,
 * the end of the other counts only if the seal says the same.
 */
export async function loadCopied(
  found: Parts<LineFile | undefined>,
  { seed, sealed = NO_SEAL, begin }: Reading,
  create: Parts<() => Promise<LineFile>>,
): Promise<Loaded> {
  const scan = async (file: LineFile | undefined, take = begin()) =>
    file ? await scanJournal(file.handle, seed, take) : NOTHING;
  const main = await scan(found.main);
  const copy = (await isSame(found, main)) ? main : await scan(found.copy, () => {});
  const copyFile = found.copy ?? (await create.copy());
  const mainFile = found.main ?? (await create.main());
  const files: [LineFile, LineFile] = [mainFile, copyFile];
  const isSealedNew = sealed.isMissing || (sealed.seq ?? 2) <= 1;
  if (main.size === 0 && copy.sequence.end <= 1 && copy.wrong.length === 0 && isSealedNew) {
    for (const file of [copyFile, mainFile]) {
      await file.cutTo(0);
      await file.append(formatLine(seed, 1, BEGINS));
    }
    return { files, last: 1, isOld: false, damage: undefined };
  }
  mainFile.endAt(main.end);
  copyFile.endAt(copy.end);
  const { last, hasNumbers, lostUpTo } = main.sequence;
  if (copy.size === 0 && main.records > 0 && !hasNumbers && sealed.isMissing)
    return { files, last, isOld: true, damage: damageOf(main.wrong, lostUpTo) };
  const areWhole = isWhole(main) && isWhole(copy);
  const isSealed = sealed.seq !== undefined && sealed.seq <= Math.max(last, copy.sequence.last);
  if (areWhole && isSealed) {
    const isBehind = copy.sequence.last > 0 && copy.sequence.last < last;
    if (isBehind) await copyLines(mainFile, copyFile);
    if (isBehind || copy.sequence.last === last) return { files, last, isOld: false, damage: undefined };
  }
  const { sequence } = await replayInOrder(files, seed, begin);
  if (areWhole && isSealed && last === copy.sequence.start - 1) {
    await copyLines(copyFile, mainFile);
    return { files, last: sequence.last, isOld: false, damage: undefined };
  }
  const isAgreed = areWhole && copy.sequence.last === last;
  sequence.expect(endOf(main, copy));
  sequence.expect(sealed.seq ?? (isAgreed ? 0 : sequence.last + 1));
  const wrong = [
    ...wrongWith(main, copy),
    ...wrongWith(copy, main).map((what) => `its copy: ${what}`),
    ...(sealed.seq === undefined ? ["its seal is missing or damaged"] : []),
    ...(areWhole && !isSealed && sealed.seq !== undefined ? ["records at its end are missing"] : []),
  ];
  const damage = { reason: reasonOf(found, main, copy), what: wrong.join("; "), lostUpTo: sequence.lostUpTo };
  const end = Math.max(sequence.end, main.sequence.end, copy.sequence.end);
  return { files, last: end, isOld: false, damage };
}

/** Whether a file that is whole and its copy have the same bytes, so that the copy need not be looked through. */
async function isSame({ main, copy }: Parts<LineFile | undefined>, scanned: Scan): Promise<boolean> {
  return (
    main !== undefined && copy !== undefined && isWhole(scanned) && hasSameBytes(main.handle, copy.handle)
  );
}

function isWhole({ wrong, sequence }: Scan): boolean {
  return wrong.length === 0 && sequence.lostUpTo === 0;
}

/**
 * How far anybody was told that records are durable: not beyond a copy that is whole. What lies damaged in the file
 * after that is the rest of a write that was never finished.
 */
function endOf(main: Scan, copy: Scan): number {
  const ends = [main.sequence.end, copy.sequence.end];
  return isWhole(copy) && copy.sequence.last > 0 ? Math.min(...ends) : Math.max(...ends);
}

function wrongWith(scan: Scan, other: Scan): readonly string[] {
  if (scan.records === 0 && scan.wrong.length === 0) return ["it is missing or empty"];
  if (scan.wrong.length === 0 && scan.sequence.last < other.sequence.last)
    return ["records at its end are missing"];
  return scan.wrong;
}

function damageOf(wrong: readonly string[], lostUpTo: number): JournalDamage | undefined {
  return wrong.length === 0 ? undefined : { reason: "checksum", what: wrong.join("; "), lostUpTo };
}

function reasonOf(found: Parts<unknown>, main: Scan, copy: Scan): JournalDamage["reason"] {
  if (!found.main || !found.copy) return "missing";
  return main.wrong.length + copy.wrong.length === 0 ? "cut" : "checksum";
}

/** Puts the lines of one file in the place of the other's. */
async function copyLines(from: LineFile, to: LineFile): Promise<void> {
  const written = await to.beginNew();
  try {
    for (let at = 0; at < from.size; at += COPY_BYTES)
      await written.write(await from.read(at, Math.min(COPY_BYTES, from.size - at)));
    await written.file.datasync();
  } catch (error) {
    await written.discard();
    throw error;
  }
  await (await to.replaceBy(written)).close();
}
