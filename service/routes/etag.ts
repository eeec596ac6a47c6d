import { createHash } from "node:crypto";
import type { SnapshotHead } from "../../protocol/snapshot.ts";

/** Names an answer by all that it shows: a share as it is described, at a revision, in a form. A strong tag, RFC 9110. */
export function etagOf(head: SnapshotHead, mediaType: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([head, mediaType]))
    .digest("base64url");
  return `"${hash.slice(0, 22)}"`;
}

/** Whether an If-None-Match header names the tag; weak tags count, as for every GET. */
export function matches(header: string | undefined, etag: string): boolean {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.some((tag) => tag === etag || tag === "*");
}
