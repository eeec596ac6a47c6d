import { globSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";

/** A source file and the files of the repository that it imports, by their paths in it. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
}

const PACKAGES = [
  "primitives",
  "protocol",
  "redaction",
  "client",
  "engine",
  "extension",
  "service",
  "viewer",
];
/** Code that runs in tests only. */
const TEST =
  /\.(?:test|host|faults)\.tsx?$|-contract\.ts$|\/(?:testing|test|contract)\/|^(?:fixtures|test|bench|tools|examples)\//;
const IMPORT =
  /^(?:import|export)\b[^;]*?\bfrom "(\.{1,2}\/[^"]+)";|^import "(\.{1,2}\/[^"]+)";|\bimport\("(\.{1,2}\/[^"]+)"\)/gm;

export const isTest = (path: string): boolean => TEST.test(path);
/** The folder of a file, from the repository's root on. */
export const folderOf = (path: string): string => posix.dirname(path);
/** The package of a file or folder. */
export const packageOf = (path: string): string => path.split("/")[0] ?? path;

/** What ships, with its imports; styles and other assets are left out. */
export function readProduction(root: string): readonly SourceFile[] {
  return globSync(`{${PACKAGES.join()}}/**/*.{ts,tsx}`, { cwd: root })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !isTest(path) && !path.endsWith(".d.ts"))
    .sort()
    .map((path) => ({ path, imports: importsOf(path, readFileSync(join(root, path), "utf8")) }));
}

/** The modules that a file imports, for their types too. */
export function importsOf(path: string, text: string): readonly string[] {
  return [...text.matchAll(IMPORT)]
    .map(([, from, bare, dynamic]) => posix.join(folderOf(path), from ?? bare ?? dynamic ?? ""))
    .filter((imported) => /\.tsx?$/.test(imported));
}
