import type { Entry } from "../../protocol/entries.ts";
import type { Batch } from "../../protocol/share-state.ts";
import type { Manifest } from "../../protocol/sync.ts";
import { readAll } from "../store/reading.ts";
import type { ShareStore, StoredBatch, StoredEntry } from "../store/store.ts";

/** The step from a revision to the newest, read to its end. */
export async function stepSince(
  store: ShareStore,
  shareId: string,
  revision: number,
): Promise<Batch<Buffer>> {
  return readAll(await store.readSince(shareId, revision));
}

/** All entries of a share. */
export async function entriesOf(store: ShareStore, shareId: string): Promise<Batch<Buffer>["entries"]> {
  return (await stepSince(store, shareId, 0)).entries;
}

/** A share's manifest, read to its end. */
export async function manifestOf(store: ShareStore, shareId: string): Promise<Manifest> {
  const reading = await store.manifest(shareId);
  try {
    const keys: Record<string, string> = {};
    for await (const page of reading.pages()) for (const [key, hash] of page) keys[key] = hash;
    return { revision: reading.revision, keys };
  } finally {
    reading.close();
  }
}

/** A step that was made, taken apart as whoever reads its text does. */
export function stepMade({ text, ...step }: StoredBatch): Batch<Buffer> {
  const entries = (JSON.parse(`[${text}]`) as Entry[]).map(
    (entry): StoredEntry =>
      "content" in entry ? { ...entry, content: Buffer.from(JSON.stringify(entry.content)) } : entry,
  );
  return { ...step, entries };
}

/** A step with its contents as text, as viewers apply it. */
export function inText({ entries, ...step }: Batch<Buffer>): Batch<string> {
  return {
    ...step,
    entries: entries.map((entry) =>
      "content" in entry ? { key: entry.key, content: entry.content.toString() } : entry,
    ),
  };
}
