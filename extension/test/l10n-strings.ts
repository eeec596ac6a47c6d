const LITERAL = `"(?:[^"\\\\\\n]|\\\\.)*"`;
const COMMENT = /^\s*(?:\/\/|\/?\*).*$/gm;
const TRANSLATED = new RegExp(`l10n\\s*\\.t\\(\\s*(${LITERAL})?`, "g");
/** What goes into the log is for whoever mends things, in English. */
const LOGGED = /log\.(?:info|warn|error)\([^;]*;/g;
const STRING = new RegExp(`${LITERAL}|\`[^\`]*\``, "g");
/** Names that are the same in every language. */
const NAMES: readonly string[] = ["OpenCode Share", "opencode"];

/** The English texts that a source file has translated. @throws Error for one that is not written out: it could not be found */
export function translatedKeys(source: string): readonly string[] {
  return [...source.matchAll(TRANSLATED)].map(([call, literal]) => {
    if (literal === undefined) throw new Error(`${call} … must be given a plain string`);
    return JSON.parse(literal) as string;
  });
}

/** Strings of a source file that read like something said to a person, and are not translated. */
export function hardCodedSentences(source: string): readonly string[] {
  const code = source.replace(COMMENT, "").replace(LOGGED, "").replace(TRANSLATED, "t(");
  return [...code.matchAll(STRING)]
    .map(([literal]) => withoutCode(literal.slice(1, -1)))
    .filter((text) => !NAMES.includes(text) && isSaid(text));
}

/** A template's own text, without icons and what is filled in. */
function withoutCode(text: string): string {
  return text
    .replace(/\$\([\w~-]+\)/g, "")
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "")
    .trim();
}

const isSaid = (text: string) =>
  !/[<>;=]|\\n|^default-src/.test(text) && (/^[A-Z][a-z]+…?$/.test(text) || /[a-z,] [a-zA-Z]/.test(text));
