import { complaint, describeCounts, judged, type SuiteRun, total } from "./counts.ts";
import type { Met } from "./meet-needs.ts";
import { startSuite } from "./run-suite.ts";
import type { Suite } from "./suites.ts";
import { WhatRuns } from "./what-runs.ts";

/** How to run suites. */
export interface RunSuitesOptions {
  /** For the runner of each. */
  readonly args: readonly string[];
  readonly met: (suite: Suite) => Met;
  /** Ends the run early. */
  readonly signal: AbortSignal;
}

/** A suite that has ended, and how long it took, s. */
interface Ended {
  readonly suite: Suite;
  readonly run: SuiteRun;
  readonly seconds: number;
}

/**
 * Runs suites, those of different lanes side by side, and prints what failed, a line for each and one that counts all
 * tests. What a suite prints comes at once where there is one lane, otherwise in one piece when the suite has ended.
 * @returns how many tests failed
 */
export async function runSuites(chosen: readonly Suite[], options: RunSuitesOptions): Promise<number> {
  const lanes = [...Map.groupBy(chosen, ({ lane }) => lane).values()];
  const whatRuns = new WhatRuns({ isLive: lanes.length === 1 });
  const ended: Ended[] = [];
  const runLane = async (lane: readonly Suite[]) => {
    for (const suite of lane) if (!options.signal.aborted) ended.push(await runOne(suite, whatRuns, options));
  };
  await Promise.all(lanes.map(runLane)).finally(() => whatRuns.dispose());
  const inOrder = chosen.flatMap((suite) => ended.filter((one) => one.suite === suite));
  const sum = total(inOrder.map(({ run }) => judged(run)));
  const told = [...inOrder.flatMap(describeFailures), inOrder.map(describeEnded).join("\n")];
  console.log(`\n${told.join("\n\n")}\n${describeCounts(sum)}`);
  return sum.failed;
}

async function runOne(suite: Suite, whatRuns: WhatRuns, options: RunSuitesOptions): Promise<Ended> {
  const { args, met, signal } = options;
  const started = performance.now();
  const end = (run: SuiteRun): Ended => ({ suite, run, seconds: (performance.now() - started) / 1000 });
  const needs = met(suite);
  if ("problem" in needs) {
    whatRuns.tell(suite, needs.problem);
    return end({ counts: undefined, exitCode: null });
  }
  if ("absent" in needs) {
    whatRuns.tell(suite, `Skipped: ${needs.absent}`);
    return end({ counts: { ...total([]), skipped: 1, failures: [] }, exitCode: 0 });
  }
  if (suite.files?.().length === 0) return end({ counts: { ...total([]), failures: [] }, exitCode: 0 });
  const running = startSuite(suite, { args, env: needs.env, isLive: whatRuns.isLive });
  const stop = () => void running.stop();
  signal.addEventListener("abort", stop);
  whatRuns.begin(suite);
  const run = await running.ended;
  signal.removeEventListener("abort", stop);
  whatRuns.end(suite, running.output());
  return end(run);
}

/** Once more at the end, where they are seen: what a suite printed may be far above. */
function describeFailures({ suite, run }: Ended): string[] {
  return (run.counts?.failures ?? []).map((failure) => `✖ ${suite.name}: ${failure}`);
}

function describeEnded({ suite, run, seconds }: Ended): string {
  const why = complaint(run);
  const counts = describeCounts(judged(run));
  return `${suite.name.padEnd(8)} ${counts} (${seconds.toFixed(1)} s)${why ? `: ${why}` : ""}`;
}
