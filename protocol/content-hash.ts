import { hash } from "node:crypto";

/** A content's identity in the manifest: SHA-256 of its JSON text (`JSON.stringify`, UTF-8), first 16 bytes, base64url. */
export function contentHash(jsonText: string): string {
  return hash("sha256", jsonText, "buffer").subarray(0, 16).toString("base64url");
}
