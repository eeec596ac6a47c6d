// `npm test [suite…] [-- options of mocha]`: runs the suites in turn and ends with one line that counts all tests.
import { endOnSignals } from "./process/end-on-signals.ts";
import type { ProcessGroup } from "./process/process-group.ts";
import { type Counts, complaint, describeCounts, judged, type SuiteRun, total } from "./testing/counts.ts";
import { meetNeeds } from "./testing/meet-needs.ts";
import { runSuite } from "./testing/run-suite.ts";
import { type Suite, suites } from "./testing/suites.ts";

const given = process.argv.slice(2);
const names = given.filter((word) => suites.some(({ name }) => name === word));
const args = given.filter((word) => !names.includes(word));
const chosen =
  names.length > 0
    ? suites.filter(({ name }) => names.includes(name))
    : suites.filter(({ isOnDemand }) => !isOnDemand);

let running: ProcessGroup | undefined;
endOnSignals(async () => running?.stop(5000));

const lines: string[] = [];
const results: Counts[] = [];
for (const suite of chosen) {
  console.log(`\n── ${suite.name} ${"─".repeat(60 - suite.name.length)}`);
  const started = performance.now();
  const run = await runWithNeeds(suite);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = judged(run);
  const why = complaint(run);
  results.push(counts);
  lines.push(`${suite.name.padEnd(8)} ${describeCounts(counts)} (${seconds} s)${why ? `: ${why}` : ""}`);
}
const sum = total(results);
console.log(`\n${lines.join("\n")}\n${describeCounts(sum)}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

async function runWithNeeds(suite: Suite): Promise<SuiteRun> {
  try {
    const env = await meetNeeds(suite);
    const onStart = (group: ProcessGroup) => {
      running = group;
    };
    return await runSuite(suite, { args, env, onStart });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { counts: undefined, exitCode: null };
  }
}
