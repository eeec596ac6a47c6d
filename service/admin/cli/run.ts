import { parseArgs } from "node:util";
import { type Config, ConfigError, readConfig } from "../../config.ts";
import { readPolicyFile } from "../../policy/read-policy-file.ts";
import { PolicyError, servicePolicy } from "../../policy/service-policy.ts";
import { failure, startFailure } from "../../start-failure.ts";
import type { Place } from "../../storage/movable-stores.ts";
import { StoreUnavailableError } from "../../store/errors.ts";
import { AdminClient, RefusedError } from "./admin-client.ts";
import { CannotError, UsageError } from "./cannot-error.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { helpFor } from "./help.ts";
import { namesApart } from "./names-apart.ts";
import { reach } from "./reach.ts";
import { withoutPasswords } from "./without-passwords.ts";

/** Exit codes: done; refused, impossible, or something is damaged; not written as the help says. */
const EXIT = { done: 0, failed: 1, usage: 2 } as const;

export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
  /** Says how far something is; default: nobody is told. */
  readonly status?: (text: string) => void;
}

const optionTypes = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  "data-dir": { type: "string" },
  admin: { type: "boolean" },
  "org-admin": { type: "boolean" },
  group: { type: "string", multiple: true },
  user: { type: "string" },
  org: { type: "string" },
  name: { type: "string" },
  email: { type: "string" },
  days: { type: "string" },
  label: { type: "string" },
  owner: { type: "string" },
  audience: { type: "string" },
  share: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  actor: { type: "string" },
  action: { type: "string" },
  last: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
} as const;
const COMMON = ["help", "json", "data-dir"];

/** Runs the admin's command line; answers the exit code. */
export async function runAdmin(args: readonly string[], context: CliContext): Promise<number> {
  const { stdout, stderr } = context;
  try {
    const { values, positionals } = parse(args);
    if (values.help || positionals.length === 0) {
      (values.help ? stdout : stderr)(helpFor(positionals));
      return values.help ? EXIT.done : EXIT.usage;
    }
    const { command, names } = findCommand(positionals);
    assertFits(command, names, Object.keys(values));
    await carryOut(command, names, values, context);
    return EXIT.done;
  } catch (error) {
    stderr(withoutPasswords(messageOf(error)));
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

async function carryOut(
  command: Command,
  names: readonly string[],
  options: ReturnType<typeof parse>["values"],
  { env, stdout, stderr, status = () => {} }: CliContext,
): Promise<void> {
  const configured = () => configOf(env, options["data-dir"]);
  const kept = () => placeOf(configured());
  const given = { options, names, kept, print: stdout, remark: stderr, status };
  if ("runAlone" in command) return command.runAlone(given);
  const config = configured();
  // Only the retention matters here, so the policy may name any audience.
  const policy = servicePolicy("token", await readPolicyFile(config.policyFile));
  const reached = await reach(config, policy, command.isFirst ?? false);
  try {
    const client = new AdminClient(reached.send);
    await command.run({ ...given, client });
  } finally {
    await reached.close();
  }
}

/** @throws ConfigError */
function configOf(env: CliContext["env"], dataDir: string | undefined): Config {
  const { SHARE_DATA_DIR, SHARE_DATABASE_URL, SHARE_DATABASE_URL_FILE, SHARE_POLICY_FILE } = env;
  return readConfig({
    SHARE_DATA_DIR: dataDir ?? SHARE_DATA_DIR,
    SHARE_DATABASE_URL,
    SHARE_DATABASE_URL_FILE,
    SHARE_POLICY_FILE,
  });
}

function placeOf({ dataDir, databaseUrl: url }: Config): Place {
  return url === undefined
    ? { kind: "folder", dataDir, as: "SHARE_DATA_DIR" }
    : { kind: "database", url, as: "SHARE_DATABASE_URL" };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: namesApart(args), options: optionTypes, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\nSee --help.`, { cause: error });
  }
}

/** The longest command that the words begin with, and what follows it. */
function findCommand(words: readonly string[]): {
  readonly command: Command;
  readonly names: readonly string[];
} {
  for (const length of [2, 1]) {
    const command = commands[words.slice(0, length).join(" ")];
    if (command) return { command, names: words.slice(length) };
  }
  throw new UsageError(`There is no command “${words.join(" ")}”. See --help.`);
}

function assertFits(command: Command, names: readonly string[], options: readonly string[]): void {
  const { usage } = command;
  const foreign = options.find((name) => !COMMON.includes(name) && !command.options.includes(name));
  if (foreign !== undefined) throw new UsageError(`--${foreign} does not belong here. Write: ${usage}`);
  if (names.length !== command.names)
    throw new UsageError(
      names.length < command.names
        ? `Something is missing. Write: ${usage}`
        : `“${names[command.names]}” is too much. Write: ${usage}`,
    );
}

function isForPeople(error: unknown): error is Error {
  return [UsageError, CannotError, RefusedError, ConfigError, PolicyError, StoreUnavailableError].some(
    (kind) => error instanceof kind,
  );
}

function messageOf(error: unknown): string {
  if (error instanceof StoreUnavailableError) return startFailure(error, {});
  return isForPeople(error) ? error.message : failure(error, "The command line cannot do that");
}
