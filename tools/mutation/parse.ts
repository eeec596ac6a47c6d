import { stripTypeScriptTypes } from "node:module";
import { type AnyNode, parse as parseJavaScript } from "acorn";

/** A TypeScript source as JavaScript: types are blanks, so a position in one is the same in the other. */
export interface Parsed {
  readonly javaScript: string;
  readonly program: AnyNode;
}

/** @throws SyntaxError when it cannot run */
export function parse(typeScript: string): Parsed {
  const javaScript = stripTypeScriptTypes(typeScript, { mode: "strip" });
  if (javaScript.length !== typeScript.length)
    throw new Error("Positions moved when the types were taken out.");
  const program = parseJavaScript(javaScript, { ecmaVersion: "latest", sourceType: "module" });
  return { javaScript, program };
}

/** Whether a text is a module that Node could load. */
export function isModule(typeScript: string): boolean {
  try {
    parse(typeScript);
    return true;
  } catch {
    return false;
  }
}

/** A node with what it stands in, the nearest first. */
export interface Place {
  readonly node: AnyNode;
  readonly around: readonly AnyNode[];
}

/** All nodes below one and itself, in the order of the text. */
export function* placesOf(node: AnyNode, around: readonly AnyNode[] = []): Generator<Place> {
  yield { node, around };
  for (const value of Object.values(node) as unknown[])
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) yield* placesOf(child, [node, ...around]);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
