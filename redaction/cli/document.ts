import type { Json } from "../../protocol/json.ts";
import { writePlace } from "../json-texts.ts";
import type { Redactor } from "../redactor.ts";
import type { Found } from "../shapes/found.ts";

/** A secret in a file. */
export interface Finding {
  readonly found: Found;
  /** The text that it stands in. */
  readonly text: string;
  /** Where that text stands in the file: a line of JSON, a path in it; "" for the file itself. */
  readonly place: string;
}

/** What a file holds, looked through in its own way. */
export interface Document {
  find(redactor: Redactor): readonly Finding[];
  redact(redactor: Redactor): string;
}

/** JSON, lines of JSON, or whatever else as text. */
export function parseDocument(text: string): Document {
  const whole = parseJson(text);
  if (whole !== undefined) return jsonDocument([{ value: whole, place: "" }], /\n/.test(text.trim()) ? 2 : 0);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map(parseJson);
  if (lines.length > 1 && values.every((value) => value !== undefined && typeof value === "object"))
    return jsonDocument(
      values.map((value, i) => ({ value: value as Json, place: `line ${i + 1}: ` })),
      0,
    );
  return {
    find: (redactor) => redactor.find(text).map((found) => ({ found, text, place: "" })),
    redact: (redactor) => redactor.redactText(text),
  };
}

function jsonDocument(
  values: readonly { readonly value: Json; readonly place: string }[],
  spaces: number,
): Document {
  return {
    find: (redactor) =>
      values.flatMap(({ value, place: line }) =>
        redactor
          .findInJson(value)
          .map(({ found, text, place }) => ({ found, text, place: line + writePlace(place) })),
      ),
    redact: (redactor) =>
      values.map(({ value }) => `${JSON.stringify(redactor.redact(value), undefined, spaces)}\n`).join(""),
  };
}

function parseJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}
