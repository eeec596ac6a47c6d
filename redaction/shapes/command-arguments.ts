import { standsForValue } from "../values/stands-for-value.ts";
import type { Detector } from "./found.ts";

const BACK = 240;
/** Programs that take `name:password` after this. */
const USER_AND_PASSWORD = /(?:^|[\s"'`\\;|&(])(?:curl|wget|https?|xh|lftp|skopeo|oras|http)\b[^\n]{0,200}$/;
const PASSWORD_APART =
  /(?:^|[\s"'`\\;|&(])(?:sshpass|redis-cli|valkey-cli|(?:docker|podman|nerdctl|buildah|oras|skopeo|az|oc|helm registry) login|mongo|mongosh|mongodump|zip|7z|unzip|ldapsearch|ldapadd|ldapmodify|cqlsh|cypher-shell|clickhouse-client|openssl|rar|unrar|expect|snowsql|vncpasswd|xfreerdp|rdesktop)\b[^\n]{0,200}$/;
const PASSWORD_ATTACHED =
  /(?:^|[\s"'`\\;|&(])(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mycli|7z|unrar|rar|sshpass)\b[^\n]{0,200}$/;
const PAIR = /\\{0,3}["']?([^\s:"'`\\/@]{1,100}):([^\s"'`\\]{4,200})/y;
const APART = /[ \t]{1,4}\\{0,3}["']?([^\s"'`\\$-][^\s"'`\\]{3,200})/y;
const ATTACHED = /\\{0,3}["']?([^\s"'`\\-][^\s"'`\\]{3,200})/y;
const PASS_PHRASE = /([^\s"'`\\:/]{6,200})/y;

/** Passwords that programs take as an argument without a name of its own. */
export const commandArguments: Detector = {
  literals: [" -u ", " -u", " --user ", " --user=", " -a ", " -p", " -w ", " pass:", " -x "],
  look(text, start, end) {
    const option = text.slice(start, end);
    const before = text.slice(Math.max(0, start - BACK), start);
    const [value, isPair] = argumentOf(text, option, end, before.slice(before.lastIndexOf("\n") + 1));
    if (value === undefined || standsForValue(value.text)) return undefined;
    if (
      !isPair &&
      (!/[A-Za-z]/.test(value.text) || /^[\w.-]+$/.test(value.text) !== /\d/.test(value.text)) &&
      !/[^\w.-]/.test(value.text)
    )
      return undefined;
    return [{ kind: "password-argument", start: value.start, end: value.start + value.text.length, rank: 2 }];
  },
};

const BY = /\s{1,4}(?:PASSWORD\s{1,4}|VALUES\s{1,4})?\\{0,3}["']([^"'\s\\]{4,200})\\{0,3}["']/y;
const PIPED =
  /(?:echo|printf|<<<)(?: -n| -e| %s| '%s\\n')? {1,2}\\{0,3}(["']?)([^\s"'`|$]{4,200})\\{0,3}\1 {0,2}\|[^|\n]{0,160}$/;
const TUPLE =
  /\s{0,4}\\{0,3}["'][^"'\n\\]{1,100}\\{0,3}["']\s{0,4},\s{0,4}\\{0,3}["']([^"'\s\\]{4,200})\\{0,3}["']/y;

/** `IDENTIFIED BY '…'` of SQL, and pairs of a name and a password as Python's requests take them. */
export const quotedPasswords: Detector = {
  literals: ["identified by", "auth=("],
  look(text, _start, end) {
    const value = read(text, text[end - 1] === "(" ? TUPLE : BY, end);
    if (value === undefined || standsForValue(value.text) || !/[^a-z]/i.test(value.text)) return undefined;
    return [{ kind: "password", start: value.start, end: value.start + value.text.length, rank: 2 }];
  },
};

/** Passwords that are piped into what asks for them. */
export const pipedPasswords: Detector = {
  literals: ["sudo -s", "-password-stdin", "passwd --stdin", "chpasswd", "cryptsetup"],
  look(text, start) {
    const from = Math.max(0, start - BACK);
    const before = text.slice(from, start);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const match = PIPED.exec(line);
    const value = match?.[2];
    if (!match || value === undefined || standsForValue(value) || !/[^a-z]/i.test(value)) return undefined;
    const at = start - line.length + match.index + match[0].indexOf(value);
    return [{ kind: "password-argument", start: at, end: at + value.length, rank: 2 }];
  },
};

type Value = { readonly start: number; readonly text: string };

function argumentOf(text: string, option: string, end: number, line: string): [Value | undefined, boolean] {
  const name = option.trim().replace("=", "");
  if (name === "pass:") return [read(text, PASS_PHRASE, end), false];
  if (name === "-u" || name === "--user") {
    if (!USER_AND_PASSWORD.test(line)) return [undefined, true];
    return [read(text, PAIR, end), true];
  }
  if (name !== "-p") return [PASSWORD_APART.test(line) ? read(text, APART, end - 1) : undefined, false];
  const isApart = text[end] === " ";
  if (isApart) return [PASSWORD_APART.test(line) ? read(text, APART, end) : undefined, false];
  return [PASSWORD_ATTACHED.test(line) ? read(text, ATTACHED, end) : undefined, false];
}

function read(text: string, expression: RegExp, at: number): Value | undefined {
  expression.lastIndex = at;
  const match = expression.exec(text);
  const value = match?.at(-1);
  return value === undefined ? undefined : { start: expression.lastIndex - value.length, text: value };
}
