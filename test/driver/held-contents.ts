import type { Json } from "../../protocol/json.ts";
import { parseKey } from "../../protocol/keys.ts";
import { snapshotSchema } from "../../protocol/snapshot.ts";
import { snapshotUrl } from "./snapshot-url.ts";

/** The messages and parts that a service holds for a link, by key. */
export async function heldContents(link: string): Promise<ReadonlyMap<string, Json>> {
  const answer = await fetch(snapshotUrl(link));
  const { entries } = snapshotSchema.parse(await answer.json());
  const contents = entries.map((entry) => [entry.key, "content" in entry ? entry.content : null] as const);
  return new Map(contents.filter(([key]) => parseKey(key)?.kind !== "info"));
}
