import { isJsonObject, type Json, type JsonObject } from "../protocol/json.ts";

/** Where something stands in JSON: what it is in, and its name or number there. */
export interface JsonPlace {
  readonly within: JsonPlace | undefined;
  readonly at: string | number;
}

/** Rewrites a text; `name`: what it is the value of, where it has a name. */
export type RewriteText = (text: string, name: string | undefined, place: JsonPlace | undefined) => string;

/** The same JSON with all its texts rewritten, names of members too; what does not change is shared with the old one. */
export function rewriteTexts(value: Json, rewrite: RewriteText, name?: string, place?: JsonPlace): Json {
  if (typeof value === "string") return rewrite(value, name, place);
  if (Array.isArray(value)) return rewriteItems(value, rewrite, name, place);
  return isJsonObject(value) ? rewriteMembers(value, rewrite, place) : value;
}

/** A place as it is written in programs: `parts[3].state.output`. */
export function writePlace(place: JsonPlace | undefined): string {
  if (!place) return "";
  const before = writePlace(place.within);
  if (typeof place.at === "number") return `${before}[${place.at}]`;
  return /^[A-Za-z_$][\w$]*$/.test(place.at)
    ? `${before}${before && "."}${place.at}`
    : `${before}[${JSON.stringify(place.at)}]`;
}

/** A list of a name and its value, as some keep headers, names its value. */
function rewriteItems(
  items: readonly Json[],
  rewrite: RewriteText,
  name: string | undefined,
  within: JsonPlace | undefined,
): Json {
  const [first, second] = items;
  const isPair = items.length === 2 && typeof first === "string" && typeof second === "string";
  const rewritten = items.map((item, at) =>
    rewriteTexts(item, rewrite, isPair && at === 1 ? first : name, { within, at }),
  );
  return rewritten.every((item, i) => item === items[i]) ? items : rewritten;
}

function rewriteMembers(object: JsonObject, rewrite: RewriteText, within: JsonPlace | undefined): Json {
  const nameOfValue = [object.name, object.key, object.Name, object.Key].find(
    (text) => typeof text === "string",
  );
  const rewritten: (readonly [string, Json])[] = [];
  const names = new Set<string>();
  let isSame = true;
  for (const [name, value] of Object.entries(object)) {
    const isValue = name.toLowerCase() === "value" && typeof nameOfValue === "string";
    const next = [
      another(rewrite(name, undefined, within), names),
      rewriteTexts(value, rewrite, isValue ? nameOfValue : name, { within, at: name }),
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
