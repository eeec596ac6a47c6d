const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALNUM = UPPER + LOWER + DIGITS;

/** The alphabets that tokens are written in, by the letter that a form names them with. */
export const ALPHABETS = {
  /** Digits. */
  d: DIGITS,
  /** Hexadecimal: small, capital, either. */
  h: `${DIGITS}abcdef`,
  H: `${DIGITS}ABCDEF`,
  x: `${DIGITS}abcdefABCDEF`,
  /** Small letters and digits; capital letters and digits; both. */
  l: LOWER + DIGITS,
  U: UPPER + DIGITS,
  a: ALNUM,
  /** Base32, as in RFC 4648 and as in Bech32. */
  "2": `${UPPER}234567`,
  q: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
  /** A word; base64 for addresses; base64. */
  w: `${ALNUM}_`,
  u: `${ALNUM}_-`,
  b: `${ALNUM}+/`,
  /** Base58, as in addresses of Bitcoin. */
  "5": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
  /** The parts of a JWT and what stands between them; what client secrets of Azure consist of. */
  j: `${ALNUM}_.-`,
  t: `${ALNUM}_.~-`,
  /** What stands in a value of a cookie or of a query without being encoded. */
  p: `${ALNUM}_.~%+/=-`,
} as const;

export type Alphabet = keyof typeof ALPHABETS;

/** True for the names above. */
export const isAlphabet = (name: string): name is Alphabet => Object.hasOwn(ALPHABETS, name);
