import { readFile, stat, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { parseEnvironment, secretsOf } from "../known/environment.ts";
import type { People } from "../people/people.ts";
import { Redactor, type RedactorOptions } from "../redactor.ts";
import { type Document, parseDocument } from "./document.ts";
import { formatFindings } from "./findings.ts";
import { NO_OWN_RULES, readOwnRules } from "./own-rules.ts";

/** Exit codes: nothing found; something found; not done. */
const EXIT = { clean: 0, found: 1, failed: 2 } as const;
/** Larger files are nobody's session, bytes. */
const LARGEST_FILE = 512 * 1024 * 1024;

const HELP = `Finds secrets in files, and says where; nothing is sent anywhere.

  npm run redact -- [options] FILE…      FILE: text, JSON or lines of JSON; - for standard input

  --write           also writes each file's redacted form beside it (a.json → a.redacted.json);
                    of standard input, to standard output
  --rules FILE      rules and values of your own, see docs/privacy.md
  --env FILE        a .env file whose secret values are looked for; may be given several times
  --people          also replaces this machine's home directory, user and host in what is written

Exit code: 0 nothing was found, 1 something was, 2 it could not be done.
`;

export interface RedactContext {
  /** Of this machine. */
  readonly people: People;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Runs `npm run redact`; answers the exit code. */
export async function runRedact(args: readonly string[], context: RedactContext): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help || positionals.length === 0) {
      (values.help ? context.stdout : context.stderr)(HELP);
      return values.help ? EXIT.clean : EXIT.failed;
    }
    const redactor = new Redactor(await optionsOf(values, context.people));
    let hasFound = false;
    for (const file of positionals)
      hasFound = (await redactFile(file, redactor, values, context)) || hasFound;
    return hasFound ? EXIT.found : EXIT.clean;
  } catch (error) {
    context.stderr(`${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      write: { type: "boolean" },
      rules: { type: "string" },
      env: { type: "string", multiple: true },
      people: { type: "boolean" },
    },
  });
}

async function optionsOf({ rules, env = [], people }: Values, ofMachine: People): Promise<RedactorOptions> {
  const own = rules === undefined ? NO_OWN_RULES : readOwnRules(await read(rules));
  const files = await Promise.all(env.map(read));
  return {
    rules: own.rules,
    known: [...own.known, ...files.flatMap((text) => secretsOf(parseEnvironment(text)))],
    ...(people ? { people: ofMachine } : {}),
  };
}

/** Whether something was found in it. */
async function redactFile(
  file: string,
  redactor: Redactor,
  { write }: Values,
  { stdin, stdout, stderr }: RedactContext,
): Promise<boolean> {
  const isStdin = file === "-";
  const text = isStdin ? (await buffer(stdin)).toString("utf8") : await read(file);
  const document = parseDocument(text);
  const findings = document.find(redactor);
  const report = formatFindings(isStdin ? "standard input" : file, findings);
  (isStdin && write ? stderr : stdout)(report);
  if (write) await writeRedacted(file, document, redactor, stdout);
  return findings.length > 0;
}

async function writeRedacted(
  file: string,
  document: Document,
  redactor: Redactor,
  stdout: (text: string) => void,
): Promise<void> {
  const redacted = document.redact(redactor);
  if (file === "-") return stdout(redacted);
  const extension = extname(file);
  const beside = `${file.slice(0, file.length - extension.length)}.redacted${extension}`;
  await writeFile(beside, redacted, { mode: 0o600 });
  stdout(`${beside} was written.\n`);
}

async function read(file: string): Promise<string> {
  const { size, isFile } = await statOf(file);
  if (!isFile) throw new Error(`${file} is no file`);
  if (size > LARGEST_FILE) throw new Error(`${file} is larger than ${LARGEST_FILE / 1024 / 1024} MB`);
  return readFile(file, "utf8");
}

async function statOf(file: string) {
  const found = await stat(file);
  return { size: found.size, isFile: found.isFile() };
}
