import type { KnownValue } from "../known/known-values.ts";
import { SHORTEST_KNOWN } from "../known/known-values.ts";
import { anchorsOf, parseForm } from "../rules/form.ts";
import type { TokenRule } from "../rules/token-rule.ts";

/** What a person or a company adds to the rules. */
export interface OwnRules {
  readonly rules: readonly TokenRule[];
  readonly known: readonly KnownValue[];
}

export const NO_OWN_RULES: OwnRules = { rules: [], known: [] };

/** A form is looked for by literal text; with less, it would be tried everywhere. */
const SHORTEST_LITERAL = 3;
const LONGEST_PIECE = 4000;

/**
 * Reads a file of rules: `{ "rules": [{ "kind": "acme-token", "forms": ["acme_<a:32>"] }], "values": ["…"] }`.
 * @throws Error that says what is wrong in it; values are never named
 */
export function readOwnRules(text: string): OwnRules {
  const file = parse(text);
  const { rules = [], values = [], ...others } = file as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new Error(`the rules have “${unknown}”, which is neither rules nor values`);
  if (!Array.isArray(rules) || !Array.isArray(values)) throw new Error("rules and values must be lists");
  return { rules: rules.map(readRule), known: values.map(readValue) };
}

function parse(text: string): object {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("the rules are no JSON");
  }
  if (typeof file !== "object" || file === null || Array.isArray(file))
    throw new Error("the rules are no object");
  return file;
}

function readRule(rule: unknown, index: number): TokenRule {
  const { kind, forms } = (rule ?? {}) as { readonly kind?: unknown; readonly forms?: unknown };
  if (typeof kind !== "string" || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(kind))
    throw new Error(`rule ${index + 1} needs a kind of small words with “-” between them`);
  if (!Array.isArray(forms) || forms.length === 0 || !forms.every((form) => typeof form === "string"))
    throw new Error(`rule ${index + 1}, ${kind}, needs forms`);
  for (const form of forms) assertFit(form, kind);
  return { kind, forms };
}

function assertFit(text: string, kind: string): void {
  const form = parseForm(text);
  if (anchorsOf(form).some((anchor) => anchor.length < SHORTEST_LITERAL))
    throw new Error(
      `“${text}” of ${kind} needs ${SHORTEST_LITERAL} characters of literal text where it begins, or after ^`,
    );
  if (form.pieces.some((piece) => "max" in piece && (piece.max > LONGEST_PIECE || piece.max < piece.min)))
    throw new Error(`“${text}” of ${kind} counts further than ${LONGEST_PIECE}, or downwards`);
  if (anchorsOf(form).some((anchor) => /[^\x20-\x7e]/.test(anchor)))
    throw new Error(`“${text}” of ${kind} has other literal text than ASCII`);
}

function readValue(value: unknown, index: number): KnownValue {
  if (typeof value !== "string" || value.length < SHORTEST_KNOWN)
    throw new Error(`value ${index + 1} is no text of at least ${SHORTEST_KNOWN} characters`);
  return { kind: "own-value", value };
}
