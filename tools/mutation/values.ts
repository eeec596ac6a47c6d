import type { AnyNode } from "acorn";
import type { Edit } from "./mutant.ts";
import { isInFunction } from "./operators.ts";
import type { Place } from "./parse.ts";

/** Methods that are taken for one another. */
const EXCHANGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    some: "every",
    every: "some",
    startsWith: "endsWith",
    endsWith: "startsWith",
    find: "findLast",
    findLast: "find",
    findIndex: "findLastIndex",
    findLastIndex: "findIndex",
    indexOf: "lastIndexOf",
    lastIndexOf: "indexOf",
    push: "unshift",
    unshift: "push",
    min: "max",
    max: "min",
    trimStart: "trimEnd",
    trimEnd: "trimStart",
    toLowerCase: "toUpperCase",
    toUpperCase: "toLowerCase",
  }),
);
/** Methods whose object is of the same kind as what they return. */
const LEFT_OUT = new Set(["filter", "sort", "toSorted", "reverse", "toReversed", "trim", "slice"]);

/** Literals and methods, otherwise. */
export function* changeValues({ node, around }: Place, javaScript: string): Generator<Edit> {
  if (node.type === "Literal") yield* changeLiteral(node, around);
  if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && !node.callee.computed) {
    const { object, property, optional } = node.callee;
    if (optional || property.type !== "Identifier") return;
    const text = EXCHANGES.get(property.name);
    if (text) yield { start: property.start, end: property.end, text };
    const dot = javaScript.slice(object.end, property.start).lastIndexOf(".");
    if (
      LEFT_OUT.has(property.name) &&
      node.arguments.length > 0 === takesArguments(property.name) &&
      dot >= 0
    )
      yield { start: object.end + dot, end: node.end, text: "" };
  }
}

/** Without arguments, `slice` copies, which is seldom to be seen; a plain `sort` is worth a try. */
const takesArguments = (method: string) => ["filter", "slice", "toSorted", "sort"].includes(method);

function* changeLiteral(node: AnyNode & { type: "Literal" }, around: readonly AnyNode[]): Generator<Edit> {
  const { start, end, value } = node;
  if (typeof value === "boolean") yield { start, end, text: String(!value) };
  if (!isInFunction(around)) return;
  if (value === 0 || value === 1) yield { start, end, text: String(1 - value) };
  if (typeof value === "string" && isResult(node, around[0]))
    yield { start, end, text: value ? '""' : '"mutant"' };
}

/** Whether a text is what comes out of something; where it is compared, the condition is changed instead. */
function isResult(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === "ReturnStatement" || parent?.type === "ArrowFunctionExpression") return true;
  if (parent?.type === "Property") return parent.value === node;
  return parent?.type === "ConditionalExpression";
}
