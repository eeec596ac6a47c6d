import { looksGenerated } from "../values/looks-generated.ts";
import { standsForValue } from "../values/stands-for-value.ts";
import type { Detector, Found } from "./found.ts";

/** What stands between the scheme and the path; a password may have an `@` that should have been encoded. */
const USER_INFO = /([^\s/?#"'`<>\\:@]{0,256})(?::([^\s/"'`<>\\]{0,512}))?@(?=[^\s"'`<>\\])/y;
const SCHEME = /[a-z][a-z0-9+.-]{1,20}$/i;
const SHORTEST_PASSWORD = 5;
const SHORTEST_TOKEN = 16;

/** Passwords and tokens in addresses: databases, queues, git remotes, sites. */
export const urlCredentials: Detector = {
  literals: ["://"],
  look(text, start, end) {
    const scheme = SCHEME.exec(text.slice(Math.max(0, start - 21), start))?.[0].toLowerCase();
    if (scheme === undefined) return undefined;
    USER_INFO.lastIndex = end;
    const [, user = "", password] = USER_INFO.exec(text) ?? [];
    const passwordAt = end + user.length + 1;
    if (password !== undefined && isPassword(password))
      return [foundIn(scheme, passwordAt, passwordAt + password.length)];
    if (user.length >= SHORTEST_TOKEN && looksGenerated(user) && !standsForValue(user))
      return [foundIn(scheme, end, end + user.length)];
    return undefined;
  },
};

const isPassword = (text: string) =>
  text.length >= SHORTEST_PASSWORD && !standsForValue(text) && !/^\d{1,5}$/.test(text);

function foundIn(scheme: string, start: number, end: number): Found {
  return { kind: kindOf(scheme), start, end, rank: 2 };
}

const DATABASES =
  /^(?:postgres|mysql|mariadb|mongodb|redis|rediss|valkey|mssql|sqlserver|oracle|clickhouse|cockroachdb|couchdb|cassandra|neo4j|bolt|libsql|jdbc|snowflake|ldap)/;

function kindOf(scheme: string): string {
  if (DATABASES.test(scheme)) return "database-url-password";
  if (/^(?:amqp|mqtt|nats|kafka|stomp)/.test(scheme)) return "queue-url-password";
  return /^(?:smtp|imap|pop)/.test(scheme) ? "mail-url-password" : "url-password";
}
