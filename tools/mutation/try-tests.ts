import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { SUITE_MS } from "../../fixtures/limits.ts";
import { type ProcessGroup, startGroup } from "../process/process-group.ts";
import { root } from "../root.ts";
import type { Sandbox } from "./sandbox.ts";

/** How long a process may live on after its tests; ms. */
const AFTERMATH_MS = 20_000;
/** How long it may take to load tests, ms. */
const START_MS = 60_000;
/** Of what a program says about why it could not begin, characters. */
const LONGEST_COMPLAINT = 2000;
const MOCHA = join(root, "node_modules/mocha/bin/mocha.js");
/** The reporter, in the version that says when all files are loaded and the first test begins. */
const TAP = ["--reporter", "tap", "--reporter-option", "tapVersion=13"];
const BEGUN = "TAP version 13";
const END_MOCHA = join(root, "tools/testing/end-mocha.ts");

type Place = Pick<Sandbox, "path" | "temp">;

/** What became of tests. */
export type Outcome =
  | { readonly kind: "passed" }
  /** By a test, or by what happened instead of the next one. */
  | { readonly kind: "failed"; readonly by: string }
  | { readonly kind: "hung" }
  /** No test was begun: that says nothing about the tests. */
  | { readonly kind: "unstarted"; readonly why: string };

/**
 * Runs tests until one fails, or for too long.
 * @param longestMs how long they may take once the first has begun
 */
export async function tryTests(
  sandbox: Place,
  tests: readonly string[],
  longestMs: number,
  startMs = START_MS,
): Promise<Outcome> {
  const { group, complaints } = startMocha(sandbox, ["--bail", ...TAP, ...tests]);
  const over = new AbortController();
  const after = <T>(ms: number, value: T) => setTimeout(ms, value, { signal: over.signal });
  try {
    if (!group.child.stdout) throw new Error("Mocha has no output.");
    const lines = createInterface(group.child.stdout)[Symbol.asyncIterator]();
    if (!(await Promise.race([hasBegun(lines), after(startMs, false)]))) {
      await group.stop();
      return { kind: "unstarted", why: (await complaints) || "Nothing is said about why." };
    }
    const hung = after(longestMs, { kind: "hung" } as const);
    const outcome = await Promise.race([outcomeOf(lines, group), hung]);
    if (outcome.kind !== "passed") return outcome;
    const open = { kind: "failed", by: "something was left open" } as const;
    const leftOpen = after(AFTERMATH_MS, open);
    return await Promise.race([group.exited.then(endOutcome), leftOpen]);
  } finally {
    over.abort();
    await group.stop();
  }
}

/** Whether the first test begins before all is over. */
async function hasBegun(lines: AsyncIterator<string>): Promise<boolean> {
  for (let line = await lines.next(); !line.done; line = await lines.next())
    if (line.value === BEGUN) return true;
  return false;
}

/** What the output says, as soon as it does. */
async function outcomeOf(lines: AsyncIterator<string>, { exited }: ProcessGroup): Promise<Outcome> {
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    const failed = /^not ok \d+ (.*)/.exec(line.value)?.[1];
    if (failed !== undefined) return { kind: "failed", by: failed };
    if (line.value === "# fail 0") return { kind: "passed" };
  }
  return endOutcome(await exited);
}

const endOutcome = (code: number | null): Outcome =>
  code === 0 ? { kind: "passed" } : { kind: "failed", by: "the end of the process" };

/** How long the tests of each file take, ms, by its path. */
export type Durations = ReadonlyMap<string, number>;

/**
 * Runs tests of an unchanged sandbox.
 * @throws Error when one fails, or none can begin
 */
export async function timeTests(sandbox: Place, tests: readonly string[]): Promise<Durations> {
  const output = join(sandbox.path, "tests.json");
  rmSync(output, { force: true });
  const { group, complaints } = startMocha(sandbox, [
    "--reporter",
    "json",
    "--reporter-option",
    `output=${output}`,
    ...tests,
  ]);
  const over = new AbortController();
  const tooLong = setTimeout(SUITE_MS, undefined, { signal: over.signal });
  group.child.stdout?.resume();
  await Promise.race([group.exited, tooLong]);
  over.abort();
  await group.stop();
  if (!existsSync(output))
    throw new Error(`Without any change, no test could begin in ${tests.join(", ")}:\n${await complaints}`);
  const report = JSON.parse(readFileSync(output, "utf8")) as MochaReport;
  if (report.failures.length > 0)
    throw new Error(`Without any change, these fail:\n${report.failures.map(nameOf).join("\n")}`);
  const durations = new Map<string, number>();
  for (const { file, duration = 0 } of report.tests) {
    const path = file.slice(sandbox.path.length + 1);
    durations.set(path, (durations.get(path) ?? 0) + duration);
  }
  return durations;
}

interface MochaReport {
  readonly tests: readonly { readonly file: string; readonly duration?: number }[];
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message?: string } }[];
}

const nameOf = ({ fullTitle, err }: MochaReport["failures"][number]) => `  ${fullTitle}: ${err.message}`;

function startMocha({ path, temp }: Place, args: readonly string[]) {
  const group = startGroup(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", MOCHA, "--require", END_MOCHA, ...args],
    {
      cwd: path,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMPDIR: temp, TEMP: temp, TMP: temp },
    },
  );
  return { group, complaints: endOf(group) };
}

/** The last of what a program complains about, when it is over. */
async function endOf({ child: { stderr } }: ProcessGroup): Promise<string> {
  let text = "";
  for await (const chunk of stderr?.setEncoding("utf8") ?? [])
    text = `${text}${chunk}`.slice(-LONGEST_COMPLAINT);
  return text.trim();
}
