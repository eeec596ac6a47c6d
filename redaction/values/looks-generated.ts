const NONE = 0;
const SMALL = 1;
const CAPITAL = 2;
const DIGIT = 3;

const SEQUENCES = ["abcdefgh", "12345678", "01234567", "87654321", "qwertyui", "aaaaaaaa"];
/** As many of one character, one after the other, as chance does not bring. */
const MOST_REPEATED = 6;

/**
 * Whether chance has written it, and no person: letters, capitals and digits change as often as they do in random text, and
 * neither one character nor a row of the keyboard goes on and on. Says nothing for less than 8 characters.
 */
export function looksGenerated(value: string): boolean {
  return changesOften(value, 2, (kinds) => (kinds === 3 ? 0.25 : 0.11));
}

/** The same of what has the form of a token already, which tells most. */
export const mayBeGenerated = (body: string): boolean =>
  changesOften(body, 1, () => 0.08) && !(isWordy(body) && !/\d/.test(body));

function changesOften(value: string, least: number, share: (kinds: number) => number): boolean {
  if (value.length < 8 || isMonotonous(value)) return false;
  const { changes, kinds, letters } = measure(value);
  if (kinds === 1) return letters === 0 && value.length >= 16;
  return changes >= Math.max(least, Math.floor(value.length * share(kinds)));
}

/** Whether it repeats itself, or goes on in a row, so that it stands for a secret and is none: `xxxxxxxx`, `12345678`. */
export function isMonotonous(value: string): boolean {
  const small = value.toLowerCase();
  if (SEQUENCES.some((sequence) => small.includes(sequence))) return true;
  if (new Set(small).size < Math.min(7, 2 + value.length / 5)) return true;
  let repeated = 1;
  for (let i = 1; i < value.length; i++) {
    repeated = value[i] === value[i - 1] ? repeated + 1 : 1;
    if (repeated > MOST_REPEATED) return true;
  }
  return false;
}

/** Most of it is words: names with `-`, `_`, `.` or capitals between them. */
export function isWordy(value: string): boolean {
  const parts = value.match(/[A-Z]?[a-z]{2,}|[A-Z]{3,}/g) ?? [];
  const inWords = parts
    .filter((part) => /[aeiouy]/i.test(part) && !/[bcdfghjklmnpqrstvwxz]{4}/i.test(part))
    .reduce((sum, { length }) => sum + length, 0);
  const digits = value.replaceAll(/\D/g, "").length;
  return inWords > value.length * 0.66 && digits < value.length * 0.15;
}

/** How many kinds of characters there are, and how often they change. */
function measure(value: string): {
  readonly changes: number;
  readonly kinds: number;
  readonly letters: number;
} {
  const seen = new Set<number>();
  let [before, changes, letters] = [NONE, 0, 0];
  for (let i = 0; i < value.length; i++) {
    const kind = kindOf(value.charCodeAt(i));
    if (kind === NONE) continue;
    if (before !== NONE && kind !== before) changes++;
    if (kind !== DIGIT) letters++;
    before = kind;
    seen.add(kind);
  }
  return { changes, kinds: seen.size, letters };
}

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return SMALL;
  if (code >= 65 && code <= 90) return CAPITAL;
  return code >= 48 && code <= 57 ? DIGIT : NONE;
}
