import type { Node } from "jsonc-parser";

/** The value of a property of an object, with its place; the last one of a name counts, as it does for JSON.parse. */
export function propertyOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== "object") return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === name)?.children?.[1];
}

/** A value as JavaScript has it; null for objects and lists, which nothing here expects. */
export function plainValue(node: Node): unknown {
  return node.type === "object" || node.type === "array" ? null : node.value;
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
