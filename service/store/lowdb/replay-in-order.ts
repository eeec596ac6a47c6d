import { crc32 } from "node:zlib";
import { mayTouchAll } from "./journal-damage.ts";
import type { LineFile } from "./line-file.ts";
import { type RecordPlace, scanJournal } from "./scan-journal.ts";
import { Sequence } from "./sequence.ts";

/** Takes a record in; throws when it makes no sense. */
export type Replay = (json: Buffer, place: RecordPlace) => void;
/** Gives what takes the records in, from the first one. */
export type Begin = () => Replay;

interface Candidate {
  readonly file: LineFile;
  readonly place: RecordPlace;
  readonly checksum: number;
}

/** Hands over all that files of the same journal still have, by number, each record once. */
export async function replayInOrder(
  files: readonly LineFile[],
  seed: number,
  begin: Begin,
): Promise<{ readonly sequence: Sequence }> {
  const found = new Map<number, Candidate[]>();
  let start = 0;
  for (const file of files) {
    const scan = await scanJournal(file.handle, seed, (json, place) => {
      const same = found.get(place.seq) ?? [];
      const checksum = crc32(json);
      if (!same.some((other) => other.checksum === checksum)) same.push({ file, place, checksum });
      found.set(place.seq, same);
    });
    start = Math.max(start, scan.sequence.start);
  }
  const sequence = new Sequence(start);
  const replay = begin();
  const lost: number[] = [];
  for (const seq of [...found.keys()].filter((seq) => seq > start).sort((a, b) => a - b)) {
    sequence.take(seq);
    if (!(await replayOne(found.get(seq) ?? [], replay))) lost.push(seq);
  }
  for (const seq of lost) sequence.lose(seq);
  return { sequence };
}

/** False when no candidate makes sense, or when there are two that tell different things. */
async function replayOne(candidates: readonly Candidate[], replay: Replay): Promise<boolean> {
  for (const [at, { file, place }] of candidates.entries()) {
    const json = await file.read(place.start, place.length);
    const isLast = at === candidates.length - 1;
    try {
      replay(json, place);
      return isLast;
    } catch (error) {
      if (isLast) return !mayTouchAll(error);
    }
  }
  return false;
}
