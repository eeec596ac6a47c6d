/** How much of a text to show at most. */
export interface Limit {
  readonly lines: number;
  readonly characters: number;
}

/** The beginning of a text, cut at a line's end where lines are the limit. */
export interface Excerpt {
  readonly text: string;
  readonly isWhole: boolean;
  readonly lines: number;
}

/** Lines of a text; a last line end begins no new one. */
export function countLines(text: string): number {
  if (text === "") return 0;
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < text.length - 1; at = text.indexOf("\n", at + 1))
    count++;
  return count;
}

/** The first lines and characters of a text, within both limits; never half of a surrogate pair. */
export function excerpt(text: string, limit: Limit): Excerpt {
  let end = 0;
  let lines = 0;
  while (end < text.length && lines < limit.lines && end < limit.characters) {
    const newline = text.indexOf("\n", end);
    end = newline === -1 ? text.length : newline + 1;
    lines++;
  }
  if (end > limit.characters)
    end = limit.characters - Number(isHighSurrogate(text.charCodeAt(limit.characters - 1)));
  return { text: text.slice(0, end), isWhole: end === text.length, lines };
}

/** Slices of a text, each within the limit, that give the text again when put together. */
export function slices(text: string, limit: Limit): readonly string[] {
  const result: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const { text: slice } = excerpt(rest, limit);
    result.push(slice);
    rest = rest.slice(slice.length);
  }
  return result;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
