import * as z from "zod";

/** A text of at most so many UTF-16 units, with a sign that something is missing; a character is never cut in two. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/**
 * Text that the other side made up and people are shown: cut where it is longer than it may be, since whoever reads is
 * tolerant, and a window that lays out a text without end stands still.
 */
export const toldText = (maxLength: number) => z.string().overwrite((text) => cutText(text, maxLength));
