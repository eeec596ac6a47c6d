/** Folders and the imports that are allowed between them: from each folder to those that its arrows lead to. */
export interface Drawing {
  readonly folders: readonly string[];
  /** By the folder that imports. */
  readonly arrows: ReadonlyMap<string, readonly string[]>;
}

const BLOCK = /^```mermaid\n(.*?)^```$/gms;
const NODE = /^\s*(\w+)\["([^"]+)"\]\s*$/;
const ARROW = /^\s*(\w+) --> (\w+(?: & \w+)*)\s*$/;
const OTHER = /^\s*(?:flowchart \w+|subgraph .*|end|direction \w+)?\s*$/;

/**
 * Reads the Mermaid flowcharts of a document, as far as they consist of `id["folder"]` and `id --> id & id`.
 * @throws Error for anything else, and for arrows between folders that are not drawn
 */
export function parseDrawings(markdown: string): readonly Drawing[] {
  return [...markdown.matchAll(BLOCK)].map(([, block = ""]) => parseDrawing(block));
}

function parseDrawing(block: string): Drawing {
  const lines = block.split("\n");
  const folders = new Map(
    lines.map((line) => NODE.exec(line)).flatMap((node) => (node ? [named(node)] : [])),
  );
  const folderOf = (id: string) => {
    const folder = folders.get(id);
    if (folder === undefined) throw new Error(`“${id}” has an arrow and is not drawn.`);
    return folder;
  };
  const arrows = new Map<string, string[]>();
  for (const line of lines) {
    const [, from = "", to = ""] = ARROW.exec(line) ?? [];
    if (from)
      arrows.set(folderOf(from), [...(arrows.get(folderOf(from)) ?? []), ...to.split(" & ").map(folderOf)]);
    else if (!NODE.test(line) && !OTHER.test(line)) throw new Error(`“${line.trim()}” is not understood.`);
  }
  return { folders: [...folders.values()], arrows };
}

const named = ([, id = "", folder = ""]: RegExpExecArray): [string, string] => [id, folder];

/** The folders that may be imported: those that arrows lead to, directly or by way of others. */
export function reachable({ arrows }: Drawing, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (folder: string) => {
    for (const next of arrows.get(folder) ?? [])
      if (!found.has(next)) {
        found.add(next);
        visit(next);
      }
  };
  visit(from);
  return found;
}
