import { looksGenerated } from "../values/looks-generated.ts";
import { isPublishedExample } from "../values/published-examples.ts";
import { standsForValue } from "../values/stands-for-value.ts";
import type { Detector } from "./found.ts";

const AWS_PAIR = /((?:AKIA|ASIA)[A-Z2-7]{16}[\s,;:|"'\\]{1,12})([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/y;
const PGPASS = /(:5432:[^\s:]{1,63}:[^\s:]{1,63}:)([^\s:"'`]{5,200})(?=\s|$)/y;
const SHADOW = /(:)(\$(?:y|1|5|6|2[aby]|gy|argon2id)\$[A-Za-z0-9./$,=]{20,200})(?=[:\s]|$)/y;
const PRIVATE_JWK = /("(?:d|p|q|dp|dq|qi|k)"\s{0,4}:\s{0,4}")([A-Za-z0-9_-]{22,1200})(?=")/g;
const TYPE = /"kty"\s{0,4}:\s{0,4}"(?:EC|RSA|OKP|oct)"/y;
const MEMBER_D = /("d"\s{0,4}:\s{0,4}")([A-Za-z0-9_-]{42,1200})(?=")/y;
/** The members of a key with 4,096 bits have 3,200 characters. */
const JWK_REACH = 3500;

/** The secret key right beside the id of it, as consoles export both. */
export const awsKeyPairs: Detector = {
  literals: ["akia", "asia"],
  look: (text, start) => second(text, start, AWS_PAIR, "aws-secret-key", (value) => looksGenerated(value)),
};

/** A line of `.pgpass`: host, port, database, user, password. */
export const pgpassLines: Detector = {
  literals: [":5432:"],
  look: (text, start) =>
    second(text, start, PGPASS, "pgpass-password", (value) => !standsForValue(value) && !/^\d+$/.test(value)),
};

/** Hashes of passwords as systems and web servers keep them behind a name, from which weak passwords can be found. */
export const passwordHashes: Detector = {
  literals: [":$y$", ":$1$", ":$5$", ":$6$", ":$2", ":$gy$", ":$argon2id$"],
  look: (text, start) => second(text, start, SHADOW, "password-hash", () => true),
};

/** The private members of a JSON Web Key; the one that all have, also before its type is told. */
export const privateJsonWebKeys: Detector = {
  literals: ['"kty"', '"d"'],
  look(text, start) {
    if (text[start + 1] === "d") return second(text, start, MEMBER_D, "private-json-web-key", looksGenerated);
    TYPE.lastIndex = start;
    if (!TYPE.test(text)) return undefined;
    const opened = text.slice(Math.max(0, start - JWK_REACH), start).lastIndexOf("{");
    if (opened < 0) return undefined;
    const from = Math.max(0, start - JWK_REACH) + opened;
    const object = text.slice(from, start + JWK_REACH).split("}", 1)[0] ?? "";
    return [...object.matchAll(PRIVATE_JWK)].flatMap(({ index, 1: before = "", 2: value = "" }) => {
      const at = from + index + before.length;
      return looksGenerated(value)
        ? [{ kind: "private-json-web-key", start: at, end: at + value.length, rank: 2 as const }]
        : [];
    });
  },
};

function second(
  text: string,
  at: number,
  expression: RegExp,
  kind: string,
  isSecret: (value: string) => boolean,
) {
  expression.lastIndex = at;
  const [, before, value] = expression.exec(text) ?? [];
  if (before === undefined || value === undefined) return undefined;
  if (!isSecret(value) || isPublishedExample(value)) return undefined;
  const start = at + before.length;
  return [{ kind, start, end: start + value.length, rank: 2 as const }];
}
