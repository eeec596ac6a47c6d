import { isJsonObject, type Json } from "../protocol/json.ts";

/** Rewrites a text; `name`: what it is the value of, where it has a name. */
export type RewriteText = (text: string, name: string | undefined) => string;

/** The same JSON with all its texts rewritten, names of members too; what does not change is shared with the old one. */
export function rewriteTexts(value: Json, rewrite: RewriteText, name?: string): Json {
  if (typeof value === "string") return rewrite(value, name);
  if (Array.isArray(value)) return rewriteItems(value, rewrite, name);
  return isJsonObject(value) ? rewriteMembers(value, rewrite) : value;
}

/** A list of a name and its value, as some keep headers, names its value. */
function rewriteItems(items: readonly Json[], rewrite: RewriteText, name: string | undefined): Json {
  const [first, second] = items;
  const isPair = items.length === 2 && typeof first === "string" && typeof second === "string";
  const rewritten = items.map((item, i) => rewriteTexts(item, rewrite, isPair && i === 1 ? first : name));
  return rewritten.every((item, i) => item === items[i]) ? items : rewritten;
}

function rewriteMembers(object: { readonly [name: string]: Json }, rewrite: RewriteText): Json {
  const nameOfValue = [object.name, object.key, object.Name, object.Key].find(
    (text) => typeof text === "string",
  );
  const members = Object.entries(object);
  const rewritten: (readonly [string, Json])[] = [];
  const names = new Set<string>();
  let isSame = true;
  for (const [name, value] of members) {
    const isValue = name.toLowerCase() === "value" && typeof nameOfValue === "string";
    const next = [
      another(rewrite(name, undefined), names),
      rewriteTexts(value, rewrite, isValue ? nameOfValue : name),
    ] as const;
    isSame &&= next[0] === name && next[1] === value;
    rewritten.push(next);
  }
  return isSame ? object : Object.fromEntries(rewritten);
}

/** Two names may become the same: no member is lost by that. */
function another(name: string, names: Set<string>): string {
  let other = name;
  for (let i = 2; names.has(other); i++) other = `${name} (${i})`;
  names.add(other);
  return other;
}
