import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { CONTENT_LIMITS, describeExcess, excessOfText } from "../../../../protocol/json-measure.ts";
import { LARGE_JSON, parseApart } from "../../json-apart.ts";
import { parseObject } from "./parse-object.ts";

/** A JSON object as it is stored: its text, or the bytes of a large one. */
export type Stored = string | Uint8Array;

/** What a stored text holds. */
export type StoredObject = ObjectFound | Unfit | { readonly kind: "broken" };

interface ObjectFound {
  readonly kind: "object";
  readonly content: JsonObject;
  /** The same one, the same content. Of a large text it is a hash. */
  readonly text: string;
}

/** It is there, and too much, or cannot be had; `why` is the rest of a sentence about it. */
export interface Unfit {
  readonly kind: "unfit";
  readonly why: string;
}

/** Reads a stored object, a large one while everything else goes on. */
export function parseStored(stored: Stored): StoredObject | Promise<StoredObject> {
  if (typeof stored !== "string" || stored.length > LARGE_JSON) return parseLarge(stored);
  const excess = excessOfText(stored, CONTENT_LIMITS);
  if (excess) return { kind: "unfit", why: describeExcess(excess) };
  return objectOr(parseObject(stored), stored);
}

async function parseLarge(stored: Stored): Promise<StoredObject> {
  const parsed = await parseApart(stored);
  if ("value" in parsed) return objectOr(parsed.value, parsed.digest);
  return parsed.why === undefined ? { kind: "broken" } : { kind: "unfit", why: parsed.why };
}

const objectOr = (content: Json | undefined, text: string): StoredObject =>
  isJsonObject(content) ? { kind: "object", content, text } : { kind: "broken" };
