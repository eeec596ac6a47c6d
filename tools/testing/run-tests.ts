import { endOnSignals } from "../process/end-on-signals.ts";
import { parseTestArguments } from "./arguments.ts";
import { meetNeeds } from "./meet-needs.ts";
import { runSuites } from "./run-suites.ts";
import type { Suite } from "./suites.ts";

/** Runs `[suite…] [options of mocha]`; the exit code says whether a test failed. Signals end all of it. */
export async function runTests(words: readonly string[], suites: readonly Suite[]): Promise<void> {
  const { chosen, args } = parseTestArguments(words, suites);
  const stopping = new AbortController();
  const run = async () => runSuites(chosen, { args, met: await meetNeeds(chosen), signal: stopping.signal });
  const failed = run();
  endOnSignals(async () => {
    stopping.abort();
    await failed;
  });
  process.exitCode = (await failed) > 0 ? 1 : 0;
}
