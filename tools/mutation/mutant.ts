import { createHash } from "node:crypto";

/** Another text in place of a range of the source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A small change of one file that a test should notice. */
export interface Mutant {
  readonly file: string;
  /** Where it begins, from 1 on. */
  readonly line: number;
  /** The lines that it changes, before and after, each as one line. */
  readonly was: string;
  readonly becomes: string;
  /** The whole file with the change. */
  readonly source: string;
}

export function mutantOf(file: string, source: string, { start, end, text }: Edit): Mutant {
  const from = source.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = source.indexOf("\n", end);
  const to = lineEnd < 0 ? source.length : lineEnd;
  return {
    file,
    line: source.slice(0, start).split("\n").length,
    was: oneLine(source.slice(from, to)),
    becomes: oneLine(source.slice(from, start) + text + source.slice(end, to)),
    source: source.slice(0, start) + text + source.slice(end),
  };
}

/**
 * Chooses some, by a number that each has from the seed and its own text: the same ones again where a source did not change.
 * @param isFit asked of those that come into question
 */
export function sample(
  mutants: readonly Mutant[],
  { seed, count, isFit }: { seed: string; count: number; isFit: (mutant: Mutant) => boolean },
): Mutant[] {
  const seen = new Map<string, number>();
  const ranked = mutants.map((mutant) => {
    const name = JSON.stringify([seed, mutant.file, mutant.was, mutant.becomes]);
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return { mutant, rank: createHash("sha256").update(`${name}${nth}`).digest("hex") };
  });
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const chosen: Mutant[] = [];
  for (const { mutant } of ranked) {
    if (chosen.length >= count) break;
    if (isFit(mutant)) chosen.push(mutant);
  }
  return chosen;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
