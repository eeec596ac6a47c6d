const isAlphanumeric = (code: number) =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** What may stand right before a token though it ends in a letter or digit: an escape, an encoded character, a colour. */
const ESCAPED = /(?:\\[nrtbfv]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}|\[[0-9;]{0,12}m)$/;
const LONGEST_ESCAPE = 14;

/** Whether a token may begin here: not in the middle of a word. */
export function startsToken(text: string, at: number): boolean {
  if (at === 0 || !isAlphanumeric(text.charCodeAt(at - 1))) return true;
  return ESCAPED.test(text.slice(Math.max(0, at - LONGEST_ESCAPE), at));
}
