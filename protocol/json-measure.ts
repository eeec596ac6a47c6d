import type { Json } from "./json.ts";

/** What a JSON value is too much of to be handled at all. */
export type Excess = "depth" | "values";

export interface MeasureLimits {
  /** Lists and objects within each other. */
  readonly depth: number;
  /** Values in all, those in lists and objects each for itself. */
  readonly values: number;
}

/**
 * What a content may have at most. Deeper ones end the stack of whoever walks through them; SQLite's JSON ends there, too.
 * So many values take a processor some 50 ms to parse or to write, and no text that people read has more.
 */
export const CONTENT_LIMITS: MeasureLimits = { depth: 1000, values: 100_000 };

/**
 * What a JSON text has too much of, found without parsing it; undefined when it has not, or is no JSON.
 * It runs in other threads as well, to which it is sent as its source: it may use nothing from outside.
 */
export function excessOfText(text: string, { depth, values }: MeasureLimits): Excess | undefined {
  let level = 0;
  let count = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // A string: on to the quote that has no backslash before it, or two.
        for (let backslashes = 1; backslashes % 2 === 1; ) {
          at = text.indexOf('"', at + 1);
          if (at === -1) return undefined;
          backslashes = 0;
          while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
        }
        break;
      case 0x5b:
      case 0x7b:
        level += 1;
        count += 1;
        if (level > depth) return "depth";
        break;
      case 0x5d:
      case 0x7d:
        level -= 1;
        break;
      case 0x2c:
        count += 1;
    }
    if (count > values) return "values";
  }
  return undefined;
}

/** The same of a value, and how many characters its texts and names have. */
export function measureValue(
  value: Json,
  { depth, values }: MeasureLimits,
): { readonly excess: Excess | undefined; readonly characters: number } {
  let characters = 0;
  let count = 0;
  const open: { readonly value: Json; readonly level: number }[] = [{ value, level: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    count += 1;
    if (typeof next.value === "string") characters += next.value.length;
    if (typeof next.value !== "object" || next.value === null) continue;
    const level = next.level + 1;
    if (level > depth) return { excess: "depth", characters };
    const list = Array.isArray(next.value) ? (next.value as readonly Json[]) : undefined;
    const names = list ? [] : Object.keys(next.value);
    if (count + open.length + (list ?? names).length > values) return { excess: "values", characters };
    for (const name of names) characters += name.length;
    for (const child of list ?? Object.values(next.value)) open.push({ value: child, level });
  }
  return { excess: undefined, characters };
}

/** For people, as the rest of a sentence that begins with what it is about. */
export function describeExcess(excess: Excess): string {
  return excess === "depth"
    ? `is nested more than ${CONTENT_LIMITS.depth} deep`
    : `holds more than ${CONTENT_LIMITS.values} values`;
}
