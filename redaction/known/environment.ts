import { classOf, wordsOf } from "../values/name-words.ts";
import { standsForValue } from "../values/stands-for-value.ts";
import { type KnownValue, SHORTEST_KNOWN } from "./known-values.ts";

const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*(.*)$/gm;

/** The names and values of a `.env` file. */
export function parseEnvironment(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(LINE)) values.set(name, unquoted(value.trim()));
  return values;
}

function unquoted(value: string): string {
  const quote = value[0];
  if (quote === '"' || quote === "'" || quote === "`") {
    const end = value.indexOf(quote, 1);
    const inner = end < 0 ? value.slice(1) : value.slice(1, end);
    return quote === '"' ? inner.replaceAll("\\n", "\n").replaceAll('\\"', '"') : inner;
  }
  return value.replace(/\s+#.*$/, "");
}

/** Those values of an environment whose names say that they are secret, and what of an address is a password. */
export function secretsOf(
  environment: Iterable<readonly [string, string | undefined]>,
): readonly KnownValue[] {
  return [...environment].flatMap(([name, value = ""]) => {
    const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(value)?.[1];
    const values = classOf(wordsOf(name)) === "none" ? [] : [value];
    return [...values, ...(password === undefined ? [] : [password])]
      .filter(
        (secret) =>
          secret.length >= SHORTEST_KNOWN && !standsForValue(secret) && !/^[\d.]{1,8}$/.test(secret),
      )
      .map((secret) => ({ kind: "environment-value", value: secret }));
  });
}
