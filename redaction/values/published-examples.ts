import { createHash } from "node:crypto";

/** The first 16 digits of the SHA-256 of secrets that vendors and standards print in their documents. */
const PUBLISHED: ReadonlySet<string> = new Set([
  "1a5d44a2dca19669",
  "c6ea27c534f993d3",
  "78314b11be2e5815",
  "e21b597ba6b9cafa",
  "2cafc0970149a84f",
  "f2d6ca16515033e5",
  "7f75367e78812551",
  "c794fa6d20c64efb",
  "da816f9f2c16e6c5",
  "cf4d418ed3de92d7",
  "bdfeaef44475711c",
  "0e9d220616f08345",
  "b8e148545b13c78b",
  "ad71fb4165536675",
  "8d4ef6536dc8895f",
  "0011cc25eb432071",
  "aa6547439583c3a2",
]);

/** Whether a document of its vendor, or a standard, has this very value as its example. */
export const isPublishedExample = (secret: string): boolean =>
  PUBLISHED.has(createHash("sha256").update(secret).digest("hex").slice(0, 16));
