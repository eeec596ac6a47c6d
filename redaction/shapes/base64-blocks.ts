import type { Span } from "./found.ts";

/** Text in base64, with what it says; the breaks of its lines are within. */
export interface Base64Block extends Span {
  readonly decoded: string;
}

const SHORTEST = 32;
/** The `=` at the end, and further lines. */
const REST = /={0,2}(?:(?:\r?\n|\\n)[ \t+>|-]{0,4}[A-Za-z0-9+/_-]{4,}={0,2})*/y;
const SAMPLE = 64;
/** What is no text of people and programs: most control characters. */
const BINARY = /\p{Cc}|\ufffd/u;
const OF_TEXT = /\s/g;

const IS_BASE64 = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
  IS_BASE64[character.charCodeAt(0)] = 1;

/** The stretches of base64 that hold text; what is binary is seen at its beginning and not read. */
export function base64Blocks(text: string): readonly Base64Block[] {
  const blocks: Base64Block[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    if (code < 128 && IS_BASE64[code] === 1) continue;
    if (i - start >= SHORTEST) {
      REST.lastIndex = i;
      REST.test(text);
      const end = Math.max(i, REST.lastIndex);
      const decoded = textIn(text.slice(start, end));
      if (decoded !== undefined) blocks.push({ start, end, decoded });
      i = end;
    }
    start = i + 1;
  }
  return blocks;
}

function textIn(block: string): string | undefined {
  if (!isText(decode(block.slice(0, SAMPLE)))) return undefined;
  const decoded = decode(block);
  return isText(decoded.slice(0, 1024)) ? decoded : undefined;
}

const isText = (decoded: string) => !BINARY.test(decoded.slice(0, -2).replaceAll(OF_TEXT, ""));

const decode = (block: string) =>
  Buffer.from(block.replaceAll(/\r?\n[ \t+>|-]*|\\n/g, ""), "base64").toString("utf8");
