import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SUITE_MS } from "../../fixtures/limits.ts";
import { type ProcessGroup, startGroup } from "../process/process-group.ts";
import { makeTempFolder } from "../process/temp-folder.ts";
import { root } from "../root.ts";
import type { Report, SuiteRun } from "./counts.ts";
import type { Suite } from "./suites.ts";

const MOCHA = "node_modules/mocha/bin/mocha.js";
const VSCODE_TEST = "node_modules/@vscode/test-cli/out/bin.mjs";
const REPORTER = "tools/testing/reporter.cjs";

/** How to run a suite. */
export interface RunOptions {
  /** More arguments for its runner. */
  readonly args: readonly string[];
  /** More environment. */
  readonly env: Readonly<Record<string, string>>;
  /** False: what it prints is kept, to be told in one piece. */
  readonly isLive: boolean;
}

/** A suite whose tests run. */
export interface RunningSuite {
  readonly ended: Promise<SuiteRun>;
  /** What it has printed so far; nothing when it prints on this terminal. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a suite's tests, in programs that end with this one. */
export function startSuite(suite: Suite, options: RunOptions): RunningSuite {
  const temp = makeTempFolder("suite");
  const countsFile = join(temp.path, "counts.json");
  const outputFile = join(temp.path, "output");
  const group = startRunner(suite, options, countsFile, outputFile);
  const output = () => (options.isLive ? "" : readFileSync(outputFile, "utf8"));
  let told: string | undefined;
  const end = async (): Promise<SuiteRun> => {
    const exitCode = await endOf(group);
    const counts = readCounts(countsFile);
    told = output();
    temp.remove();
    return { counts, exitCode };
  };
  return { ended: end(), output: () => told ?? output(), stop: () => group.stop(5000) };
}

function startRunner(
  suite: Suite,
  { args, env, isLive }: RunOptions,
  countsFile: string,
  outputFile: string,
): ProcessGroup {
  const files = suite.files?.();
  const runner = files
    ? [MOCHA, "--require", join(root, "tools/testing/end-mocha.ts"), ...files]
    : [VSCODE_TEST];
  // A file, and not a pipe: errors stay among what was printed around them.
  const output = isLive ? "inherit" : openSync(outputFile, "a");
  const group = startGroup(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", ...runner, "--reporter", join(root, REPORTER), ...args],
    {
      cwd: root,
      stdio: [isLive ? "inherit" : "ignore", output, output],
      env: {
        ...process.env,
        ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}),
        ...env,
        TEST_REPORTER: suite.reporter,
        TEST_COUNTS_FILE: countsFile,
      },
    },
  );
  if (typeof output === "number") closeSync(output);
  return group;
}

async function endOf(group: ProcessGroup): Promise<number | null> {
  const timer = setTimeout(() => {
    console.error(`Stopped: it did not end within ${SUITE_MS / 60_000} minutes.`);
    void group.stop();
  }, SUITE_MS);
  const exitCode = await group.exited;
  clearTimeout(timer);
  await group.stop();
  return exitCode;
}

function readCounts(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return undefined;
  }
}
