import { createHash } from "node:crypto";

/** A content's identity in the manifest: SHA-256 of its JSON text (`JSON.stringify`, UTF-8), first 16 bytes, base64url. */
export function contentHash(jsonText: string): string {
  return createHash("sha256").update(jsonText, "utf8").digest().subarray(0, 16).toString("base64url");
}
