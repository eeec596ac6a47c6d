import type { Span } from "../shapes/found.ts";

/** Who works at this machine, and where: what becomes `~`, `user`, `host`. */
export interface People {
  /** Home directories, absolute. */
  readonly homes?: readonly string[];
  readonly user?: string;
  readonly host?: string;
  /** Addresses of one's own. */
  readonly emails?: readonly string[];
  /** Which addresses become `user@host`; none unless it is said. */
  readonly hideEmails?: "own" | "others" | "all";
}

/** A stretch of a text, and what stands there instead. */
export interface Replacement extends Span {
  readonly by: string;
}

/** Names that thousands of machines have say nothing of anybody. */
const COMMON = new Set(
  "root user users admin administrator ubuntu debian node app vscode codespace coder runner git www data home guest dev test host localhost local server build docker container default service demo".split(
    " ",
  ),
);
const SHORTEST_NAME = 3;
const EMAIL = /(?<![\w.%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w-])/g;
/** Mailboxes of programs. */
const NOBODY =
  /^(?:git|no-?reply|hello|info|support|security)@|noreply\.github\.com$|@(?:example\.\w+|\w+\.(?:test|invalid|local))$/i;

/** Finds a person's directories, names and addresses in texts. */
export class PeopleFinder {
  readonly #rules: readonly { readonly expression: RegExp; readonly by: string }[];
  readonly #spaced: readonly string[];
  readonly #longestSpaced: number;
  readonly #own: ReadonlySet<string>;
  readonly #hideEmails: People["hideEmails"];

  constructor({ homes = [], user, host, emails = [], hideEmails }: People) {
    const directories = homes.filter((home) => home.length > 3 && !/^\/(?:root|home|Users)\/?$/.test(home));
    this.#rules = [
      ...rule(directories.flatMap(formsOfPath), "~", "(?![\\w-])"),
      ...rule(isTelling(user) ? [user] : [], "user", "(?![A-Za-z0-9_])", "(?<![A-Za-z0-9_])"),
      ...rule(formsOfHost(host), "host", "(?![A-Za-z0-9_-])", "(?<![A-Za-z0-9_-])"),
    ];
    this.#spaced = directories
      .flatMap(formsOfPath)
      .filter((path) => path.includes(" "))
      .map((path) => path.toLowerCase());
    this.#longestSpaced = Math.max(0, ...this.#spaced.map(({ length }) => length));
    this.#own = new Set(emails.map((email) => email.toLowerCase()));
    this.#hideEmails = hideEmails;
  }

  /** From left to right, none within another. */
  find(text: string): readonly Replacement[] {
    const found = [...this.#addresses(text)];
    for (const { expression, by } of this.#rules)
      for (const { index, 0: match } of text.matchAll(expression))
        found.push({ start: index, end: index + match.length, by });
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let end = 0;
    return found.filter((one) => {
      if (one.start < end) return false;
      end = one.end;
      return true;
    });
  }

  /** Where a directory begins that could go on after the end of a text; its name has spaces. */
  openFrom(text: string): number {
    const small = text.toLowerCase();
    for (let length = Math.min(this.#longestSpaced, text.length); length > 0; length--) {
      const end = small.slice(small.length - length);
      if (this.#spaced.some((path) => path.startsWith(end))) return text.length - length;
    }
    return text.length;
  }

  *#addresses(text: string): Iterable<Replacement> {
    if (this.#hideEmails === undefined || !text.includes("@")) return;
    for (const { index, 0: email } of text.matchAll(EMAIL)) {
      const isOwn = this.#own.has(email.toLowerCase());
      if (this.#hideEmails !== "all" && (this.#hideEmails === "own") !== isOwn) continue;
      if (isOwn || !NOBODY.test(email)) yield { start: index, end: index + email.length, by: "user@host" };
    }
  }
}

const isTelling = (name: string | undefined): name is string =>
  name !== undefined && name.length >= SHORTEST_NAME && !COMMON.has(name.toLowerCase());

function rule(texts: readonly string[], by: string, after: string, before = "") {
  if (texts.length === 0) return [];
  const longestFirst = [...new Set(texts)].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&"));
  return [{ expression: new RegExp(`${before}(?:${escaped.join("|")})${after}`, "gi"), by }];
}

/** A path as systems, JSON, addresses and shells on Windows write it. */
function formsOfPath(path: string): readonly string[] {
  const bare = path.replace(/[\\/]+$/, "");
  const slashes = bare.replaceAll("\\", "/");
  const drive = /^([A-Za-z]):(\/.*)$/.exec(slashes);
  const [, letter = "", rest = ""] = drive ?? [];
  const onDrive = drive ? [`/${letter}${rest}`, `/mnt/${letter}${rest}`, `/${letter}:${rest}`] : [];
  const plain = [bare, slashes, ...onDrive];
  return [
    ...plain,
    ...[bare.replaceAll("\\", "\\\\"), bare.replaceAll("\\", "\\\\\\\\")],
    ...plain.flatMap((form) => [encodeURI(form), encodeURIComponent(form)]),
    ...(drive ? [`/${letter}%3A${encodeURI(rest)}`] : []),
    slashes.replaceAll(/[^A-Za-z0-9]/g, "-"),
  ];
}

function formsOfHost(host: string | undefined): readonly string[] {
  if (host === undefined) return [];
  return [host, host.split(".")[0]].filter(isTelling);
}
