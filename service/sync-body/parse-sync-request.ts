import { type SyncRequest, syncRequestSchema } from "../../protocol/sync.ts";
import type { StoredEntry } from "../store/store.ts";
import type { CutObject } from "./entry-cutter.ts";

/** A sync request whose contents are the JSON text that was sent. */
export type RawSyncRequest = Omit<SyncRequest, "entries"> & { readonly entries: readonly StoredEntry[] };

/** Checks a request by the protocol's schema, but for its contents: what they say is nobody's business here. @throws ZodError */
export function parseSyncRequest(request: CutObject): RawSyncRequest {
  const { entries } = request;
  if (!Array.isArray(entries)) return syncRequestSchema.parse(request) as never;
  const contents = entries.map(contentOf);
  const named = entries.map((entry: unknown, index) =>
    contents[index] === undefined ? entry : { ...(entry as object), content: null },
  );
  const parsed = syncRequestSchema.parse({ ...request, entries: named });
  return {
    ...parsed,
    entries: parsed.entries.map((entry, index) => {
      const content = contents[index];
      return "content" in entry && content ? { key: entry.key, content } : (entry as StoredEntry);
    }),
  };
}

function contentOf(entry: unknown): Buffer | undefined {
  const { content } = (entry ?? {}) as { content?: unknown };
  return Buffer.isBuffer(content) ? content : undefined;
}
