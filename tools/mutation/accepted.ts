import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutant } from "./mutant.ts";

/** A mutant that no test can or need kill, by what it changes, and why. */
export interface Accepted {
  readonly file: string;
  readonly was: string;
  readonly becomes: string;
  readonly reason: string;
}

type Change = Pick<Mutant, "file" | "was" | "becomes">;

/** @throws Error when one has no reason */
export function readAccepted(): readonly Accepted[] {
  const accepted = JSON.parse(readFileSync(join(import.meta.dirname, "accepted.json"), "utf8")) as Accepted[];
  for (const { file, was, reason } of accepted)
    if (!reason.trim()) throw new Error(`No reason is given for ${file}: ${was}`);
  return accepted;
}

/** Why a mutant is accepted; undefined when it is not. */
export const reasonFor = (mutant: Change, accepted: readonly Accepted[]): string | undefined =>
  accepted.find((one) => isSame(one, mutant))?.reason;

/** Those whose lines are not in the sources any more, or cannot be changed so. */
export const staleAmong = (accepted: readonly Accepted[], all: readonly Change[]): readonly Accepted[] =>
  accepted.filter((one) => !all.some((mutant) => isSame(one, mutant)));

export const isSame = (a: Change, b: Change): boolean =>
  a.file === b.file && a.was === b.was && a.becomes === b.becomes;
