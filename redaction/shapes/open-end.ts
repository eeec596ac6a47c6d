import { base64Blocks } from "./base64-blocks.ts";

/** From here on scripts are written without spaces, and no secret is. */
const FIRST_OF_CJK = 0x2e80;
/** After a block of base64, what may stand before its next line. */
const NEXT_LINE = /^=*(?:\r?\n?|\\n?|\\)[ \t+>|-]{0,4}[A-Za-z0-9+/_=-]*$/;

/** Where the last word begins: what has no space in it, and so may be the beginning of a token. */
export function lastWordFrom(text: string): number {
  let from = text.length;
  while (from > 0 && isInWord(text.charCodeAt(from - 1))) from--;
  return from;
}

const isInWord = (code: number) =>
  code > 32 && code < FIRST_OF_CJK && code !== 0xa0 && !(code >= 0x2000 && code <= 0x200a) && code !== 0x2028;

/** Where a block of base64 begins that could go on in a further line. */
export function openBase64From(text: string): number {
  const last = base64Blocks(text).at(-1);
  return last && NEXT_LINE.test(text.slice(last.end)) ? last.start : text.length;
}

/** What is said and goes through a pipe to what asks for a password: known when that is told. */
const PIPED = /(?:echo|printf|<<<) [^\n|]{0,200}(?:\|[^\n|]{0,160})?$/;

/** Where something begins that could be piped to what takes a password. */
export function openPipeFrom(text: string): number {
  const from = Math.max(text.lastIndexOf("\n") + 1, text.length - 380);
  const index = text.slice(from).search(PIPED);
  return index < 0 ? text.length : from + index;
}
