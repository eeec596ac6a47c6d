import { isWordy, looksGenerated } from "../values/looks-generated.ts";
import { isPublishedExample } from "../values/published-examples.ts";
import { standsForValue } from "../values/stands-for-value.ts";
import type { Detector, Found } from "./found.ts";
import { startsToken } from "./token-start.ts";

const SHORTEST_TOKEN = 16;
const TOKEN = /[ \t]{1,4}([A-Za-z0-9._~+/=:-]{16,8000})/y;
const BASIC = /[ \t]{1,4}([A-Za-z0-9+/_-]{8,1000}={0,2})/y;
const OTHER_SCHEME =
  /\\{0,3}["']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,3}["']?[ \t]{0,4}(?:[A-Za-z][A-Za-z0-9-]{1,20}[ \t]{1,4})?([A-Za-z0-9._~+/=:-]{16,8000})/y;
const COOKIES = /\\{0,3}["']?[ \t]{0,4}[:=,]?[ \t]{0,4}\\{0,3}["']?([^\n"'\\]{8,8000})/y;
/** Of the cookies of one line, UTF-16 units. */
const LONGEST_LIST = 8000;
const COOKIE = /([A-Za-z0-9_.%-]{1,80})=([^;\s,(){}<>]{8,4000})/g;
const SESSION = /sess|sid\b|auth|token|jwt|remember|login/i;

/** `Bearer …`, wherever it stands. */
export const bearerTokens: Detector = {
  literals: ["bearer"],
  look: (text, start, end) => valueAt(text, start, end, TOKEN, "bearer-token"),
};

/** `Authorization: …` in schemes that have no name of their own here. */
export const authorizationLines: Detector = {
  literals: ["authorization"],
  look: (text, start, end) => valueAt(text, start, end, OTHER_SCHEME, "authorization"),
};

/** `Basic …`, which is a name and a password in base64. */
export const basicCredentials: Detector = {
  literals: ["basic"],
  look(text, start, end) {
    const value = startsToken(text, start) ? match(BASIC, text, end)?.[1] : undefined;
    if (value === undefined || isPublishedExample(value)) return undefined;
    const [, password] = /^[\x20-\x7e]{1,200}?:([\x20-\x7e]{1,400})$/.exec(decode(value)) ?? [];
    if (password === undefined || password.length < 4 || standsForValue(password)) return undefined;
    return [
      { kind: "basic-credentials", start: BASIC.lastIndex - value.length, end: BASIC.lastIndex, rank: 2 },
    ];
  },
};

/** The cookies of a request or an answer, of which those are secret that somebody generated. */
export const cookies: Detector = {
  literals: ["cookie"],
  look(text, start, end) {
    if (!startsToken(text, start)) return undefined;
    const next = text.indexOf("ookie", end);
    const line = text.slice(end, next < 0 ? end + LONGEST_LIST : Math.min(next, end + LONGEST_LIST));
    const list = match(COOKIES, line, 0)?.[1];
    if (list === undefined) return undefined;
    const from = end + COOKIES.lastIndex - list.length;
    return [...list.matchAll(COOKIE)].flatMap(({ index, 1: name = "", 2: value = "" }): Found[] => {
      const isSecret = SESSION.test(name) ? value.length >= 12 && /\d/.test(value) : value.length >= 20;
      if (!isSecret || standsForValue(value) || !looksGenerated(value)) return [];
      const at = from + index + name.length + 1;
      return [{ kind: "cookie", start: at, end: at + value.length, rank: 2 }];
    });
  },
};

function valueAt(text: string, start: number, end: number, expression: RegExp, kind: string) {
  const value = startsToken(text, start) ? match(expression, text, end)?.[1] : undefined;
  if (value === undefined || value.length < SHORTEST_TOKEN) return undefined;
  if (!looksGenerated(value) || isWordy(value) || standsForValue(value) || isPublishedExample(value))
    return undefined;
  const found: Found = {
    kind,
    start: expression.lastIndex - value.length,
    end: expression.lastIndex,
    rank: 2,
  };
  return [found];
}

const decode = (base64: string) => Buffer.from(base64, "base64").toString("latin1");

function match(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
