import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Random } from "../../../fixtures/random.ts";

/** How a file can be damaged. `older` is what it was some time before. */
export const damages = [
  "flip",
  "overwrite",
  "zero",
  "cut",
  "cutLines",
  "dropLine",
  "repeatLine",
  "swapLines",
  "remove",
  "empty",
  "exchange",
  "older",
] as const;
export type DamageKind = (typeof damages)[number];

/** All files of a folder, by their paths in it. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Damages a file of a folder; answers what was done, in words. */
export function damageFile(
  random: Random,
  kind: DamageKind,
  {
    folder,
    olderFolder,
    name,
  }: { readonly folder: string; readonly olderFolder: string; readonly name: string },
): string {
  const path = join(folder, name);
  const bytes = readFileSync(path);
  const at = random.below(Math.max(1, bytes.length));
  switch (kind) {
    case "flip":
      writeFileSync(path, flipped(bytes, at, random));
      return `${name}: a bit of byte ${at} flipped`;
    case "overwrite":
      for (let n = at; n < Math.min(bytes.length, at + 1 + random.below(64)); n++)
        bytes[n] = random.below(256);
      writeFileSync(path, bytes);
      return `${name}: overwritten from byte ${at}`;
    case "zero":
      bytes.fill(0, at, Math.min(bytes.length, at + 1 + random.below(512)));
      writeFileSync(path, bytes);
      return `${name}: zeroed from byte ${at}`;
    case "cut":
      writeFileSync(path, bytes.subarray(0, at));
      return `${name}: cut at byte ${at}`;
    case "cutLines":
    case "dropLine":
    case "repeatLine":
    case "swapLines":
      return damageLines(random, kind, path, name);
    case "remove":
      rmSync(path);
      return `${name}: removed`;
    case "empty":
      writeFileSync(path, "");
      return `${name}: emptied`;
    case "exchange":
      return exchange(folder, name, random.pick(filesOf(folder)));
    case "older":
      return goBack(join(olderFolder, name), path, name);
    default:
      return kind satisfies never;
  }
}

function flipped(bytes: Buffer, at: number, random: Random): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
}

function damageLines(
  random: Random,
  kind: "cutLines" | "dropLine" | "repeatLine" | "swapLines",
  path: string,
  name: string,
): string {
  const lines = readFileSync(path, "latin1").split(/(?<=\n)/);
  const at = random.below(lines.length);
  const other = random.below(lines.length);
  const line = lines[at] ?? "";
  if (kind === "cutLines") lines.length = at;
  if (kind === "dropLine") lines.splice(at, 1);
  if (kind === "repeatLine") lines.splice(other, 0, line);
  if (kind === "swapLines") [lines[at], lines[other]] = [lines[other] ?? "", line];
  writeFileSync(path, lines.join(""), "latin1");
  return `${name}: ${kind} ${at + 1} (${other + 1})`;
}

function exchange(folder: string, name: string, other: string): string {
  const [one, two] = [join(folder, name), join(folder, other)];
  renameSync(one, `${one}.moved`);
  if (name !== other) renameSync(two, one);
  renameSync(`${one}.moved`, name === other ? one : two);
  return `${name}: exchanged with ${other}`;
}

function goBack(older: string, path: string, name: string): string {
  if (statSync(older, { throwIfNoEntry: false })) writeFileSync(path, readFileSync(older));
  else rmSync(path);
  return `${name}: as it was before`;
}
