import type { Detector, Found, Span } from "./found.ts";

const HEADER = /-----BEGIN ((?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?)-----/y;
const PUTTY_HEADER = /Private-Lines: {0,4}\d{1,4}/y;
const NEXT_KEY = /-----BEGIN |Private-Lines/;
/** Longer than any key in use: RSA with 16,384 bits has 13,000 characters. */
const LONGEST = 24_000;
const BREAK = /\r?\n|(?:\\{1,4}r)?\\{1,4}n/g;
/** What diffs, quotes, listings and programs put before a line. */
const BEFORE_LINE = /^(?:[ \t]|[+\-<>|│#*]|\d{1,6}(?=[:|\t│→ ])[:|\t│→]?|\/\/|\\{0,3}["'`])*/;
const BODY =
  /^(?:[A-Za-z0-9+/=]{1,200}|[A-Z][A-Za-z-]{2,20}: .{0,100}|)(?:\\{0,3}["'`])?[ \t]*(?:[+.,\\;]|<<)?[ \t]*\\?$/;

/** Private keys in PEM and its kin, also within JSON, diffs, listings and programs, also when the end of it was cut off. */
export const privateKeys: Detector = {
  literals: ["-----begin ", "private-lines:"],
  look(text, start) {
    const header = text[start] === "-" ? HEADER : PUTTY_HEADER;
    header.lastIndex = start;
    const name = header.exec(text);
    if (!name) return undefined;
    const from = header.lastIndex;
    const limit = limitOf(text, from);
    const footer = text.slice(from, limit).indexOf(name[1] ? `-----END ${name[1]}-----` : "Private-MAC");
    const end = footer >= 0 ? from + footer : endOfBody(text, from, limit);
    const isOpen = footer < 0 && end === text.length;
    const pieces = piecesOf(text, from, end);
    if (pieces.length === 0 && !isOpen) return undefined;
    const found: Found = { kind: kindOf(name[1]), start: from, end, rank: 3, pieces };
    return [isOpen ? { ...found, isOpen } : found];
  },
};

/** How far the key can go: another one begins a key of its own. */
function limitOf(text: string, from: number): number {
  const reach = text.slice(from, from + LONGEST);
  const next = reach.search(NEXT_KEY);
  return next >= 0 ? from + next : from + reach.length;
}

/** Where the lines end that look like those of a key. */
function endOfBody(text: string, from: number, limit: number): number {
  let end = from;
  for (const { start, end: lineEnd } of linesOf(text, from, limit)) {
    const line = text.slice(start, lineEnd);
    if (!BODY.test(line.replace(BEFORE_LINE, "")) && !isCut(line, lineEnd === limit)) break;
    end = lineEnd;
  }
  return end;
}

/** A footer that has not come whole. */
const isCut = (line: string, isLast: boolean) =>
  isLast && (/^\W*-{1,5}(?:E?N?D?)/.test(line) || /^\W*[A-Z][A-Za-z-]{0,20}:? ?$/.test(line));

/** What is to be hidden of each line. */
function piecesOf(text: string, from: number, end: number): readonly Span[] {
  return [...linesOf(text, from, end)].flatMap((line) => {
    const before = BEFORE_LINE.exec(text.slice(line.start, line.end))?.[0].length ?? 0;
    const start = line.start + before;
    return start < line.end ? [{ start, end: line.end }] : [];
  });
}

function* linesOf(text: string, from: number, end: number): Iterable<Span> {
  const part = text.slice(from, end);
  let start = 0;
  for (const { index, 0: lineBreak } of part.matchAll(BREAK)) {
    yield { start: from + start, end: from + index };
    start = index + lineBreak.length;
  }
  yield { start: from + start, end };
}

function kindOf(name = "PUTTY PRIVATE KEY"): string {
  return name
    .toLowerCase()
    .replace(/ block$/, "")
    .replaceAll(" ", "-");
}
