import { hash } from "node:crypto";

/** A content's identity in the manifest: SHA-256 of its JSON text (`JSON.stringify`, UTF-8), first 16 bytes, base64url. */
export function contentHash(jsonText: string | Uint8Array): string {
  return hashName(hash("sha256", jsonText, "buffer"));
}

/** The same of a SHA-256 that was made piece by piece. */
export function hashName(sha256: Buffer): string {
  return sha256.subarray(0, 16).toString("base64url");
}
