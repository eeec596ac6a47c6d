import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { SUITE_MS } from "../../fixtures/limits.ts";
import { type ProcessGroup, startGroup } from "../process/process-group.ts";
import { root } from "../root.ts";
import type { Sandbox } from "./sandbox.ts";

/** How long a process may live on after its tests; ms. */
const AFTERMATH_MS = 20_000;
const MOCHA = join(root, "node_modules/mocha/bin/mocha.js");
const END_MOCHA = join(root, "tools/testing/end-mocha.ts");

type Place = Pick<Sandbox, "path" | "temp">;

/** What became of tests. */
export type Outcome =
  | { readonly kind: "passed" }
  /** By a test, or by what happened instead of tests. */
  | { readonly kind: "failed"; readonly by: string }
  | { readonly kind: "hung" };

/** Runs tests until one fails, or for too long. */
export async function tryTests(
  sandbox: Place,
  tests: readonly string[],
  longestMs: number,
): Promise<Outcome> {
  const group = startMocha(sandbox, ["--bail", "--reporter", "tap", ...tests]);
  const over = new AbortController();
  try {
    const hung = setTimeout(longestMs, { kind: "hung" } as const, { signal: over.signal });
    const outcome = await Promise.race([outcomeOf(group), hung]);
    if (outcome.kind !== "passed") return outcome;
    const open = { kind: "failed", by: "something was left open" } as const;
    const leftOpen = setTimeout(AFTERMATH_MS, open, { signal: over.signal });
    return await Promise.race([group.exited.then(endOutcome), leftOpen]);
  } finally {
    over.abort();
    await group.stop();
  }
}

/** What the output says, as soon as it does. */
async function outcomeOf({ child, exited }: ProcessGroup): Promise<Outcome> {
  if (!child.stdout) throw new Error("Mocha has no output.");
  for await (const line of createInterface(child.stdout)) {
    const failed = /^not ok \d+ (.*)/.exec(line)?.[1];
    if (failed !== undefined) return { kind: "failed", by: failed };
    if (line === "# fail 0") return { kind: "passed" };
  }
  return endOutcome(await exited);
}

const endOutcome = (code: number | null): Outcome =>
  code === 0 ? { kind: "passed" } : { kind: "failed", by: "nothing could run" };

/** How long the tests of each file take, ms, by its path. */
export type Durations = ReadonlyMap<string, number>;

/**
 * Runs tests of an unchanged sandbox.
 * @throws Error when one fails
 */
export async function timeTests(sandbox: Place, tests: readonly string[]): Promise<Durations> {
  const output = join(sandbox.path, "tests.json");
  const group = startMocha(sandbox, [
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

function startMocha({ path, temp }: Place, args: readonly string[]): ProcessGroup {
  return startGroup(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", MOCHA, "--require", END_MOCHA, ...args],
    {
      cwd: path,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, TMPDIR: temp, TEMP: temp, TMP: temp },
    },
  );
}
