import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ProcessGroup, startGroup } from "../process/process-group.ts";
import { makeTempFolder } from "../process/temp-folder.ts";
import { root } from "../root.ts";
import type { Counts, SuiteRun } from "./counts.ts";
import type { Suite } from "./suites.ts";

/** A suite that takes longer hangs; ms. */
const LONGEST_SUITE_MS = 10 * 60_000;
const MOCHA = "node_modules/mocha/bin/mocha.js";
const VSCODE_TEST = "node_modules/@vscode/test-cli/out/bin.mjs";
const REPORTER = "tools/testing/reporter.cjs";

/** How to run a suite: arguments for its runner, more environment, and where to announce the running programs. */
export interface RunOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onStart: (group: ProcessGroup) => void;
}

/** Runs a suite's tests with their output on this terminal. */
export async function runSuite(suite: Suite, { args, env, onStart }: RunOptions): Promise<SuiteRun> {
  const files = suite.files?.();
  if (files?.length === 0) return { counts: { passed: 0, failed: 0, skipped: 0 }, exitCode: 0 };
  const temp = makeTempFolder("counts");
  const countsFile = join(temp.path, "counts.json");
  const runner = files
    ? [MOCHA, "--require", join(root, "tools/testing/end-mocha.ts"), ...files]
    : [VSCODE_TEST];
  const group = startGroup(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", ...runner, "--reporter", join(root, REPORTER), ...args],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...env, TEST_REPORTER: suite.reporter, TEST_COUNTS_FILE: countsFile },
    },
  );
  onStart(group);
  const exitCode = await endOf(group);
  const counts = readCounts(countsFile);
  temp.remove();
  return { counts, exitCode };
}

async function endOf(group: ProcessGroup): Promise<number | null> {
  const timer = setTimeout(() => {
    console.error(`Stopped: it did not end within ${LONGEST_SUITE_MS / 60_000} minutes.`);
    void group.stop();
  }, LONGEST_SUITE_MS);
  const exitCode = await group.exited;
  clearTimeout(timer);
  await group.stop();
  return exitCode;
}

function readCounts(path: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Counts;
  } catch {
    return undefined;
  }
}
