import { hash } from "node:crypto";

/** Names a share to admins and in records: the beginning of a hash of its id, so that nobody can open it by that. */
export function referenceOf(shareId: string): string {
  return hash("sha256", shareId, "base64url").slice(0, 12);
}
