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
