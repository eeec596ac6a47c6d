import { kindByName } from "../rules/named-values.ts";
import { isMonotonous, isWordy, looksGenerated } from "./looks-generated.ts";
import { classOf, type NameClass, wordsOf } from "./name-words.ts";
import { isPublishedExample } from "./published-examples.ts";
import { standsForValue } from "./stands-for-value.ts";

/** A value beside its name. */
export interface NamedText {
  readonly name: string;
  readonly value: string;
  /** It stands in quotes, or is a value of JSON. */
  readonly isQuoted: boolean;
  /** It is what a shell or a `.env` file would take as it stands. */
  readonly isEnvironment: boolean;
}

const LONGEST_PASSWORD = 200;
const SHORTEST_PASSWORD = 6;
const SHORTEST_SECRET = 16;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Paths, addresses, versions, names of files and of members, times, rules of forms. */
const NO_SECRET =
  /^(?:[.~]?\.?\/|[A-Za-z]:[\\/]|https?:\/\/[^@]*$|\^|v?\d+\.\d+\.\d+)|^[A-Za-z_]\w*(?:(?:\.|::|->|\?\.)[A-Za-z_]\w*)+;?$|\.(?:jsonc?|ya?ml|txt|tsx?|jsx?|py|go|rs|md|pem|key|crt|toml|html?|css|svg|png)$|^\d{4}-\d\d-\d\d|required\||\bmin:\d|\bmax:\d|^(?:sha|md|aes|hmac|rs|hs|es|ps|utf|argon2|pbkdf|bcrypt|ed|rsa|base|oauth)-?_?\d{0,5}[a-z]{0,3}(?:-\w{1,6})?$/i;

/** The kind of secret that the value is, by its name and by itself; undefined when it is none. */
export function judgeValue({ name, value, isQuoted, isEnvironment }: NamedText): string | undefined {
  if (value.length < SHORTEST_PASSWORD) return undefined;
  const words = wordsOf(name);
  const is = classOf(words);
  const vendor = kindByName(words, value);
  if (is === "none" && (vendor === undefined || !/[a-z]/i.test(value) || isHarmlessName(words)))
    return undefined;
  if (standsForValue(value) || isPublishedExample(value)) return undefined;
  if (vendor !== undefined && looksGenerated(value) && !isWordy(value)) return vendor;
  if (is === "none" || NO_SECRET.test(value)) return undefined;
  return isSecret(is, value, isQuoted, isEnvironment) ? KINDS[is] : undefined;
}

const KINDS: Readonly<Record<NameClass, string>> = {
  password: "password",
  secret: "secret",
  key: "key",
  none: "secret",
};

/** Names of vendors also name what is public of them. */
const isHarmlessName = (words: readonly string[]) =>
  words.some((word) =>
    /^(?:id|ids|sha|hash|commit|digest|checksum|etag|version|ref|revision|trace|span|request|uuid|guid|file|path|url|build|deployment|dsn|integrity|md5)$/.test(
      word,
    ),
  );

function isSecret(is: NameClass, value: string, isQuoted: boolean, isEnvironment: boolean): boolean {
  if (is === "password") return isPassword(value, isQuoted, isEnvironment);
  if (isSeedPhrase(value)) return true;
  if (/\s/.test(value)) return is === "secret" && isNoise(value);
  if (
    value.length >= SHORTEST_SECRET &&
    !isWordy(value) &&
    !isJoined(value) &&
    (looksGenerated(value) || UUID.test(value))
  )
    return is === "secret" || (value.length >= 20 && (isEnvironment || isQuoted));
  return is === "secret" && isEnvironment && value.length >= 12 && isPassword(value, isQuoted, isEnvironment);
}

/** What a person would think of: at least two kinds of characters, and no words alone. */
function isPassword(value: string, isQuoted: boolean, isEnvironment: boolean): boolean {
  if (value.length > LONGEST_PASSWORD) return false;
  if (/\s/.test(value) && !(isQuoted && isEnvironment) && !isNoise(value)) return false;
  const hasLetters = /[a-z]/i.test(value);
  const hasDigits = /\d/.test(value);
  const hasSymbols = /[^A-Za-z0-9\s._/-]/.test(value);
  if (!hasLetters)
    return (
      hasDigits && value.length >= 8 && (isEnvironment || isQuoted || hasSymbols) && !isMonotonous(value)
    );
  if (!isQuoted && !isEnvironment && isWordy(value)) return false;
  if (hasDigits || hasSymbols) return !(hasSymbols && !hasDigits && /^\w+[:;!?.()]{1,2}$/.test(value));
  return looksMixed(value) || (isEnvironment && value.split("-").length >= 4);
}

/** Small and capital letters by turns, as no word and no camelCase has them. */
const looksMixed = (value: string) => value.length >= 12 && looksGenerated(`${value}`) && !isWordy(value);

/** Names and numbers with marks between them: a path, a key of a cache, an id. */
function isJoined(value: string): boolean {
  const parts = value.split(/[^A-Za-z0-9]+/).filter((part) => part !== "");
  const simple = parts.filter((part) =>
    /^(?:[A-Z]?[a-z]{1,12}|[A-Z]{1,12}|[a-z]{2,12}\d{1,3}|v?\d{1,5})$/.test(part),
  );
  return parts.length >= 3 && simple.length >= parts.length * 0.7;
}

/** Characters of all sorts in a long row, as generators of salts write them. */
const isNoise = (value: string) =>
  value.length >= 32 &&
  value.replaceAll(/[A-Za-z0-9\s]/g, "").length >= value.length * 0.12 &&
  looksGenerated(value);

/** The words from which a wallet can be made again. */
const isSeedPhrase = (value: string) =>
  /^(?:[a-z]{3,8} ){11}(?:(?:[a-z]{3,8} ){3}){0,4}[a-z]{3,8}$/.test(value);
