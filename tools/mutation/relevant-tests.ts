import { posix } from "node:path";
import type { AnyNode } from "acorn";
import { parse, placesOf } from "./parse.ts";

/** Tests of what ships, but those that start browsers or programs: they are too slow to be what notices a small change. */
const TEST = /^(?!tools\/|bench\/|fixtures\/).*(?<!\.(?:browser|process))\.test\.ts$/;

/** Which files load which: by static imports, and dynamic ones of a literal; types are no reason. */
export type Importers = ReadonlyMap<string, ReadonlySet<string>>;

/** @param sources the text of each file by its path in the repository */
export function importersIn(sources: ReadonlyMap<string, string>): Importers {
  const importers = new Map<string, Set<string>>();
  for (const [path, text] of sources)
    for (const imported of importsOf(text)) {
      const target = posix.join(posix.dirname(path), imported);
      importers.set(target, (importers.get(target) ?? new Set()).add(path));
    }
  return importers;
}

/** The tests that load a file, the nearest first: that beside it, then by the number of imports between. */
export function relevantTests(file: string, importers: Importers): string[] {
  const found = new Map([[file, 0]]);
  for (const [path, distance] of found)
    for (const importer of importers.get(path) ?? [])
      if (!found.has(importer)) found.set(importer, distance + 1);
  const rank = (path: string) => {
    if (path === file.replace(/\.ts$/, ".test.ts")) return -2;
    const isBeside = posix.dirname(path) === posix.dirname(file);
    return isBeside ? -1 : (found.get(path) ?? 0);
  };
  return [...found.keys()].filter((path) => TEST.test(path)).sort((a, b) => rank(a) - rank(b));
}

function importsOf(text: string): string[] {
  return [...placesOf(parse(text).program)]
    .map(({ node }) => importedBy(node))
    .filter((path): path is string => path?.startsWith(".") === true);
}

function importedBy(node: AnyNode): string | undefined {
  const isImport = /^(?:ImportDeclaration|ExportNamedDeclaration|ExportAllDeclaration|ImportExpression)$/;
  if (!isImport.test(node.type) || !("source" in node)) return undefined;
  const source = node.source;
  return source?.type === "Literal" && typeof source.value === "string" ? source.value : undefined;
}
