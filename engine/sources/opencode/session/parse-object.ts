import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";

/** The object in a JSON text, before which some editors put a mark; undefined when it is cut off, broken, or no object. */
export function parseObject(text: unknown): JsonObject | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value = JSON.parse(text.replace(/^\uFEFF/, "")) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
