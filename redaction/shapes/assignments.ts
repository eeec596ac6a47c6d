import { namedValues } from "../rules/named-values.ts";
import { judgeValue } from "../values/judge-value.ts";
import type { Detector, Found } from "./found.ts";

const LONGEST_NAME = 64;
/** What is read of a value before it is known to be a secret, whose rest is hidden then, too. */
const READ_OF_VALUE = 256;
const isNamePart = (code: number) =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 95 ||
  code === 45 ||
  code === 46;

/** From a name to its value: what assigns in programs, JSON, YAML, shells, XML, tables of the environment. */
const OPERATOR =
  /(\\{0,4}["'`]?)(?:\]|\*\*|__| {1,2}\[[^\]\n]{0,24}\])?(?:[ \t]{0,40}:[ \t]{0,3}&?[A-Za-z][\w.<>[\]|]{0,20}[ \t]{1,3}(?==[^=>]))?[ \t]{0,40}(:=|=>|={1,3}|:|\\{0,4}["']?,?(?:\s|\\n){0,40}\\{0,4}["']?value\\{0,4}["']?[ \t]{0,4}[:=]|[,(](?=[ \t]{0,4}\\{0,4}["'`])|>|\| |is\b:?)(?:\*\*|__)?[ \t]{0,40}/y;
const SPACE = /[ \t]{1,8}/y;
/** Begins a line, also of a diff, of a list, of a listing. */
const LINE_START = /(?:^|\n)(?:[ \t+>-]|\d{1,6}[:|\t])*$/;
/** `API key`, `secret access key`: the words before. */
const WORDS_BEFORE = /(?:[A-Za-z]{2,12}[ ]){1,3}$/;
const SCHEME = /(?:(?:Bearer|Basic|Token|token|bearer) {1,2})?[bru]?(?=\S)/y;
const QUOTE = /(\\{0,4})(["'`])/y;
const BARE = /(?:[^\s"'`,;&|<>(){}[\]\\]|\\(?![nrtu"'`\\])){1,256}/y;
const ENVIRONMENT = /(?:[^\s"'`\\]|\\(?![nrtu"'`\\])){1,256}/y;
const REST = /[^\s"'`\\]*/y;
/** Before a name whose value follows after a space alone: options, Dockerfiles, shells; and files of `.netrc`. */
const SPACED = /(?:^|[\s"'`\\])(?:ENV|ARG|set|setx|-gx|-x|-Ux) {1,4}$/;
const NETRC = /\blogin \S{1,100}\s{1,20}$/;

/** `name = value` in all its forms, where name and value both look like those of a secret. */
export const assignments: Detector = {
  isSkippedWithinFound: true,
  literals: literalsOfNames(),
  look(text, start, end) {
    const from = nameStart(text, start);
    const to = nameEnd(text, end);
    if (to - from > LONGEST_NAME) return undefined;
    const name = text.slice(from, to);
    const operator = operatorAfter(text, from, to, name);
    if (!operator) return encodedValue(text, to, name);
    const isEnvironment = operator.word === "=" && /^[A-Z][A-Z0-9_]*$/.test(name);
    const isLine = /^[=:]$/.test(operator.word) && LINE_START.test(text.slice(Math.max(0, from - 40), from));
    const isQuery = /[?&#]/.test(text[from - 1] ?? "");
    const judge = (value: ValueText | undefined) =>
      value &&
      !(operator.word.startsWith("is") && !/\d/.test(value.text)) &&
      judgeValue({
        name: fullName(text, from, name),
        value: value.text,
        isQuoted: value.isQuoted || operator.word === "value" || isQuery,
        isEnvironment,
      });
    // What a shell would take, and what a program or an address would.
    for (const toSpace of isEnvironment || isLine ? [true, false] : [false]) {
      const value = valueAt(text, operator.end, toSpace);
      const kind = judge(value);
      if (value && kind) return [{ kind, start: value.start, end: endOf(text, value), rank: 1 }];
    }
    return undefined;
  },
};

/** Where a value in quotes begins that has not ended with the text, for the literal of its name that stands there. */
export function unclosedValueFrom(text: string, start: number, end: number): number | undefined {
  const from = nameStart(text, start);
  const to = nameEnd(text, end);
  const operator = operatorAfter(text, from, to, text.slice(from, to));
  if (!operator) return undefined;
  const value = valueAt(text, operator.end, false);
  return value?.isQuoted && value.start + value.text.length >= text.trimEnd().length
    ? value.start
    : undefined;
}

/** A key is told by the words before it, where these stand apart from it. */
function fullName(text: string, from: number, name: string): string {
  if (!/^keys?$/i.test(name)) return name;
  const before = WORDS_BEFORE.exec(text.slice(Math.max(0, from - 40), from))?.[0] ?? "";
  return `${before.trimEnd().replaceAll(" ", "_")}_${name}`;
}

function literalsOfNames(): readonly string[] {
  const words =
    "pass pwd kennwort secret token credential creds auth apikey key salt jwt mnemonic phrase psk otp sessid jsessionid masterauth pw connectionstring connection_string";
  const vendors = namedValues.flatMap(({ names }) => names).filter((name) => name.length >= 4);
  return [...new Set([...words.split(" "), ...vendors, "_pat"])];
}

function nameStart(text: string, from: number): number {
  let start = from;
  while (start > 0 && from - start < LONGEST_NAME && isNamePart(text.charCodeAt(start - 1))) start--;
  const isEscape = start > 0 && text[start - 1] === "\\" && /[nrt]/.test(text[start] ?? "");
  const dashes = /^[-.]+/.exec(text.slice(start, from))?.[0].length ?? 0;
  return start + (isEscape ? 1 : dashes);
}

function nameEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from < LONGEST_NAME && isNamePart(text.charCodeAt(end))) end++;
  while (end > from && /[-.]/.test(text[end - 1] ?? "")) end--;
  return end;
}

function operatorAfter(text: string, from: number, to: number, name: string) {
  OPERATOR.lastIndex = to;
  const match = OPERATOR.exec(text);
  if (match) {
    const [, quote = "", operator = ""] = match;
    const before = text[from - 1] ?? "";
    const isTag = operator !== ">" || before === "<" || quote !== "";
    const isPair = operator !== "," || (quote !== "" && /["'`]/.test(before));
    const isWord = !operator.startsWith("is") || (quote === "" && /\s/.test(text[to] ?? ""));
    if (isTag && isPair && isWord)
      return { end: OPERATOR.lastIndex, word: operator.includes("value") ? "value" : operator };
  }
  SPACE.lastIndex = to;
  if (!SPACE.test(text)) return undefined;
  if (!/["'`]/.test(text[SPACE.lastIndex] ?? "") && !takesSpace(text, from, name)) return undefined;
  return { end: SPACE.lastIndex, word: " " };
}

function takesSpace(text: string, from: number, name: string): boolean {
  const before = (length: number) => text.slice(Math.max(0, from - length), from);
  if (text[from - 1] === "-") return /(?:^|[\s"'`\\])--?$/.test(before(3));
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^(?:requirepass|masterauth)$/.test(name)) return true;
  return SPACED.test(before(12)) || (name === "password" && NETRC.test(before(130)));
}

/** In an address, or in HTML: name, `=` or `:`, and value as these write them. */
const ENCODED =
  /(?:%22|%27|&quot;|&#3[49];|\\u0022)?(?:%20|\+| )?(?:%3[ADad]|[:=])(?:%20|\+| )?(?:%22|%27|&quot;|&#3[49];|\\u0022)?((?:(?!%2[267]|&quot;|&#3[49];)[^\s"'<>&\\]){6,512})/y;

function encodedValue(text: string, to: number, name: string): readonly Found[] | undefined {
  ENCODED.lastIndex = to;
  const value = /[%&\\]/.test(text[to] ?? "") ? ENCODED.exec(text)?.[1] : undefined;
  if (value === undefined) return undefined;
  const kind = judgeValue({ name, value: decoded(value), isQuoted: true, isEnvironment: false });
  return kind === undefined
    ? undefined
    : [{ kind, start: ENCODED.lastIndex - value.length, end: ENCODED.lastIndex, rank: 1 }];
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

interface ValueText {
  readonly start: number;
  readonly text: string;
  readonly isQuoted: boolean;
}

/** The value that begins there. */
function valueAt(text: string, at: number, isEnvironment: boolean): ValueText | undefined {
  SCHEME.lastIndex = at;
  SCHEME.test(text);
  const start = Math.max(at, SCHEME.lastIndex);
  QUOTE.lastIndex = start;
  const quote = QUOTE.exec(text);
  if (quote) return quotedAt(text, QUOTE.lastIndex, quote[1] ?? "", quote[2] ?? "");
  const bare = isEnvironment ? ENVIRONMENT : BARE;
  bare.lastIndex = start;
  const value = bare.exec(text)?.[0];
  if (value === undefined) return undefined;
  return {
    start,
    text: isEnvironment ? value.replace(/[;,]+$/, "") : value.replace(/[.]+$/, ""),
    isQuoted: false,
  };
}

/** Up to the quote that ends it: one with as many backslashes before it as the one that began it. */
function quotedAt(text: string, start: number, backslashes: string, quote: string) {
  const limit = Math.min(text.length, start + READ_OF_VALUE);
  let escapes = 0;
  for (let i = start; i < limit; i++) {
    const character = text[i];
    if (character === "\n") return { start, text: text.slice(start, i).trimEnd(), isQuoted: true };
    if (character === quote && escapes <= backslashes.length && escapes % 2 === backslashes.length % 2)
      return { start, text: text.slice(start, i - escapes), isQuoted: true };
    escapes = character === "\\" ? escapes + 1 : 0;
  }
  return { start, text: text.slice(start, limit), isQuoted: true };
}

function endOf(text: string, value: { readonly start: number; readonly text: string }): number {
  const end = value.start + value.text.length;
  if (value.text.length < READ_OF_VALUE) return end;
  REST.lastIndex = end;
  REST.test(text);
  return REST.lastIndex;
}
