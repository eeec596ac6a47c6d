import type { Span } from "./found.ts";

/** Text in base64, with what it says; the breaks of its lines are within. */
export interface Base64Block extends Span {
  readonly decoded: string;
}

const SHORTEST = 32;
const PADDING = /={0,2}/y;
/** From the end of one line to the next, also where breaks are escaped. */
const BREAK = /(?:\r?\n|\\n)[ \t+>|-]{0,4}(?=[A-Za-z0-9+/_-]{4})/y;
const SAMPLE = 64;
/** What is no text of people and programs: most control characters. */
const BINARY = /\p{Cc}|\ufffd/u;
const OF_TEXT = /\s/g;

const IS_BASE64 = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
  IS_BASE64[character.charCodeAt(0)] = 1;

/** The stretches of base64 that hold text; what is binary is seen in its first characters and not read. */
export function base64Blocks(text: string): readonly Base64Block[] {
  const blocks: Base64Block[] = [];
  let end = 0;
  // What is as long as the shortest block stands on one of the places that are looked at.
  for (let at = SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (at < end || !isBase64At(text, at)) continue;
    const start = startOfRun(text, at, end);
    const runEnd = endOfRun(text, at);
    if (runEnd - start < SHORTEST) continue;
    end = padded(text, runEnd);
    const block = end > runEnd ? undefined : severalLines(text, start, end);
    if (block) end = block.end;
    const decoded = block?.decoded ?? textIn(text.slice(start, end));
    if (decoded !== undefined) blocks.push({ start, end, decoded });
  }
  return blocks;
}

function padded(text: string, at: number): number {
  PADDING.lastIndex = at;
  PADDING.test(text);
  return PADDING.lastIndex;
}

/** A block goes on in lines that are as long as its first one, and a last one that is not longer. */
function severalLines(text: string, start: number, firstEnd: number): Base64Block | undefined {
  let end = firstEnd;
  for (let isLast = false; !isLast; ) {
    BREAK.lastIndex = end;
    if (!BREAK.test(text)) break;
    const runEnd = endOfRun(text, BREAK.lastIndex);
    if (runEnd - BREAK.lastIndex > firstEnd - start) break;
    isLast = runEnd - BREAK.lastIndex < firstEnd - start || text[runEnd] === "=";
    if (isLast && textIn(text.slice(start, padded(text, runEnd))) === undefined) break;
    end = padded(text, runEnd);
  }
  const decoded = end > firstEnd ? textIn(text.slice(start, end)) : undefined;
  return decoded === undefined ? undefined : { start, end, decoded };
}

function isBase64At(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && IS_BASE64[code] === 1;
}

function startOfRun(text: string, at: number, least: number): number {
  let start = at;
  while (start > least && isBase64At(text, start - 1)) start--;
  return start;
}

function endOfRun(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && isBase64At(text, end)) end++;
  return end;
}

function textIn(block: string): string | undefined {
  if (!isText(decode(block.slice(0, SAMPLE)))) return undefined;
  const decoded = decode(block);
  return isText(decoded.slice(0, 1024)) && isText(decoded.slice(-64)) ? decoded : undefined;
}

const isText = (decoded: string) => !BINARY.test(decoded.slice(0, -2).replaceAll(OF_TEXT, ""));

const decode = (block: string) =>
  Buffer.from(block.replaceAll(/\r?\n[ \t+>|-]*|\\n/g, ""), "base64").toString("utf8");
