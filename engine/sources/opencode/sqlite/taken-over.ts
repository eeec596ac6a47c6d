import { parseObject } from "../session/parse-object.ts";
import type { Tables } from "./tables.ts";

/**
 * When 2.x had copied all sessions of 1.x, ms since 1970; before all time while it has not. It leaves the rows of 1.x as
 * they were: what it does not have of them any more was deleted. Only what 1.x has begun later is nowhere else.
 */
export function takenOverAt(tables: Tables): number {
  if (!tables.has("kv", "key", "value", "time_updated")) return Number.NEGATIVE_INFINITY;
  const [row] = tables.select("kv", ["value", "time_updated"], "where key = 'migration.v1-v2'");
  const isDone = parseObject(row?.value)?.phase === "completed";
  return isDone ? Number(row?.time_updated) : Number.NEGATIVE_INFINITY;
}
