import type { AnyNode } from "acorn";
import type { Edit } from "./mutant.ts";
import type { Place } from "./parse.ts";

/** What an operator is exchanged with: the boundary of a comparison, and its negation. */
const EXCHANGES: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "+=": ["-="],
  "-=": ["+="],
};
const ARITHMETIC = /^[-+*/%]=?$/;

/** Comparisons, logic, arithmetic and negations, otherwise. */
export function* changeOperators(place: Place, javaScript: string): Generator<Edit> {
  const { node } = place;
  if (
    node.type === "BinaryExpression" ||
    node.type === "LogicalExpression" ||
    node.type === "AssignmentExpression"
  )
    yield* changeOperator(place, javaScript);
  if (node.type === "UnaryExpression" && node.operator === "!")
    yield { start: node.start, end: node.start + 1, text: "" };
  if (node.type === "UpdateExpression") {
    const start = node.prefix ? node.start : node.end - 2;
    yield { start, end: start + 2, text: node.operator === "++" ? "--" : "++" };
  }
}

function* changeOperator({ node, around }: Place, javaScript: string): Generator<Edit> {
  if (!("left" in node && "right" in node && "operator" in node)) return;
  const start = operatorIn(javaScript, node.left.end, node.right.start, node.operator);
  if (start === undefined) return;
  if (node.operator === "??") yield { start, end: node.end, text: "" };
  if (ARITHMETIC.test(node.operator) && (isText(node) || !isInFunction(around))) return;
  for (const text of EXCHANGES[node.operator] ?? []) yield { start, end: start + node.operator.length, text };
}

/** Where an operator stands between its operands; undefined where a comment makes that unsure. */
function operatorIn(javaScript: string, from: number, to: number, operator: string): number | undefined {
  const between = javaScript.slice(from, to);
  const at = between.indexOf(operator);
  return at < 0 || /\/[/*]/.test(between) ? undefined : from + at;
}

/** Whether a sum is one of texts. */
function isText(node: AnyNode): boolean {
  if (node.type === "TemplateLiteral") return true;
  if (node.type === "Literal") return typeof node.value === "string";
  return "left" in node && "right" in node && [node.left, node.right].some((side) => isText(side));
}

/** Constants of a module are choices: what would be another one is no mistake that a test could find. */
export function isInFunction(around: readonly AnyNode[]): boolean {
  return around.some(({ type }) =>
    ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(type),
  );
}
