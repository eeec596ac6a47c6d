import type { ShareChange } from "../store.ts";

/** True for a change that takes something away from readers, and nothing else that needs room. */
export function isClosing({
  title,
  passwordHash,
  expiresAt,
  maxViews,
  audience,
  people,
  groups,
}: ShareChange): boolean {
  const isNarrower = typeof passwordHash === "string" || typeof expiresAt === "number";
  const isOther = typeof maxViews === "number" || people !== undefined || groups !== undefined;
  return title === undefined && (isNarrower || isOther || (audience !== undefined && audience !== "link"));
}
