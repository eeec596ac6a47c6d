import { isMonotonous } from "./looks-generated.ts";

const STANDS_FOR =
  /\$\{|\{\{|\$\(|%\(|<[\w .-]+>|example|placeholder|change[-_ ]?me|your[-_ ]|[-_ ](?:here|goes)\b|dummy|redacted|masked|sample|foobar|replace[-_ ]?(?:me|with|this)|insert[-_ ]|x{5}|\.{3}|…|\*{3}|•{3}|#{4}|_{5}|\bfake\b|\btodo\b|\btbd\b|lorem|secret ?\d+:|not[-_ ]?(?:set|needed|required|used)/i;
/** Code that fetches the value from elsewhere, or a variable of a shell or template. */
const FETCHED =
  /^(?:[$%<{[(@#!&*]|process\.env|os\.|env[.[(]|getenv|import\.meta|secrets?\.|vars?\.|config\.|settings\.|self\.|this\.|data\.|local\.|ctx\.|req\.|props\.|options?\.|params?\.|args\.|state\.|await |new |function|lambda|async |typeof |[A-Za-z_$][\w$.]*\()/i;

/** What people write where a secret will stand, and what everybody's database is called in development. */
const WEAK = new Set(
  (
    "password passwort passwd pass pwd secret token key test tests testing tester admin administrator root user username " +
    "postgres postgresql mysql mariadb mongo mongodb redis rabbitmq guest minio minioadmin elastic neo4j sa oracle default demo " +
    "local localhost dev development prod production staging none null nil undefined true false yes no on off empty " +
    "hidden private public string str text number boolean object any unknown void bytes varchar required optional " +
    "bearer basic oauth jwt saml apikey api_key anonymous nobody letmein welcome qwerty hello world foo bar baz qux " +
    "mypassword mysecret mytoken supersecret topsecret secretkey changeit trustno1 pgpass vagrant docker ubuntu raspberry"
  ).split(" "),
);

/**
 * Whether a value only stands for one: a variable, a word like `changeme`, dots or stars, or a password that is everybody's in
 * development, such as `postgres`. Nothing is hidden by hiding it.
 */
export function standsForValue(value: string): boolean {
  if (FETCHED.test(value) || STANDS_FOR.test(value)) return true;
  const bare = value.toLowerCase().replaceAll(/^[^a-z]+|[^a-z]+$/g, "");
  if (WEAK.has(bare) && value.length - bare.length <= 4) return true;
  return value.length >= 8 && isMonotonous(value) && !/[^A-Za-z0-9]/.test(value);
}

/** The same of a token, whose form nobody writes by chance: only what says so itself. */
export const isDummyToken = (token: string, body: string): boolean =>
  /example|placeholder|redacted|changeme|your[-_]|x{6}|dummy|\.{3}/i.test(token) || isMonotonous(body);
