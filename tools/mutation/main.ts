// `npm run test:mutation`: changes what ships in small ways, one at a time, and sees whether a test fails.
import { readFileSync, writeFileSync } from "node:fs";
import { runScript } from "../process/run-script.ts";
import { root } from "../root.ts";
import { readAccepted, staleAmong } from "./accepted.ts";
import { chooseMutants } from "./choose-mutants.ts";
import { MUTATION_HELP, readMutationOptions } from "./options.ts";
import { type Result, sumUp, tellResults } from "./results.ts";
import { readMutants } from "./rooms.ts";
import { tryMutants } from "./try-mutants.ts";

await runScript(async () => {
  const options = readMutationOptions(process.argv.slice(2));
  if (options.help) return console.log(MUTATION_HELP);
  const accepted = readAccepted();
  const all = readMutants(root);
  const earlier = options.again
    ? (JSON.parse(readFileSync(options.again, "utf8")) as readonly Result[])
    : undefined;
  const results = await tryMutants(root, chooseMutants(all, options, earlier), options);
  if (options.report) writeFileSync(options.report, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\n${tellResults(results, accepted)}`);
  for (const { file, was } of staleAmong(accepted, [...all.values()].flat()))
    console.log(`accepted, but not to be found any more: ${file}: ${was}`);
  if (sumUp(results, accepted).some(({ isEnough }) => !isEnough)) process.exitCode = 1;
});
