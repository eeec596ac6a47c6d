import { createHash } from "node:crypto";

/** Names a share to admins and in records: the beginning of a hash of its id, so that nobody can open it by that. */
export function referenceOf(shareId: string): string {
  return createHash("sha256").update(shareId).digest("base64url").slice(0, 12);
}
