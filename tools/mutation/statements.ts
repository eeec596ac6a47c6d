import type { AnyNode } from "acorn";
import type { Edit } from "./mutant.ts";
import type { Place } from "./parse.ts";

/** Conditions that always or never hold, and statements that are left out. */
export function* changeStatements({ node, around }: Place): Generator<Edit> {
  if (node.type === "IfStatement" || node.type === "ConditionalExpression") {
    yield { ...rangeOf(node.test), text: "true" };
    yield { ...rangeOf(node.test), text: "false" };
  }
  if (node.type === "WhileStatement" && node.test.type !== "Literal")
    yield { ...rangeOf(node.test), text: "false" };
  if (isCall(node) || isEarlyEnd(node, around)) yield { ...rangeOf(node), text: ";" };
}

/** A statement that is a call, and nothing is made of its result. */
function isCall(node: AnyNode): boolean {
  if (node.type !== "ExpressionStatement") return false;
  const expression = awaited(node.expression);
  if (expression.type === "ChainExpression") return expression.expression.type === "CallExpression";
  return expression.type === "CallExpression" && expression.callee.type !== "Super";
}

/** What is awaited, or whose result is thrown away on purpose. */
function awaited(node: AnyNode): AnyNode {
  if (node.type === "AwaitExpression" || (node.type === "UnaryExpression" && node.operator === "void"))
    return awaited(node.argument);
  return node;
}

/** A return, throw, continue or break in a branch; where it is all of a branch, the condition that never holds is the same. */
function isEarlyEnd(node: AnyNode, [parent, above]: readonly AnyNode[]): boolean {
  if (!["ReturnStatement", "ThrowStatement", "ContinueStatement"].includes(node.type)) return false;
  if (parent?.type === "SwitchCase") return true;
  if (parent?.type === "IfStatement") return parent.alternate !== null && parent.alternate !== undefined;
  if (parent?.type !== "BlockStatement" || !above) return false;
  return /^(?:If|For|While|Try|Catch)/.test(above.type) && parent.body.length > 1;
}

const rangeOf = ({ start, end }: AnyNode) => ({ start, end });
