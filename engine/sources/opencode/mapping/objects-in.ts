import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";

/** The objects of a list; nothing when it is no list. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
