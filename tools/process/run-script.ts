import { endOnSignals } from "./end-on-signals.ts";

/** Runs a script's work, which ends in order on Ctrl-C and tells a failure in its own words. */
export async function runScript(work: () => Promise<void>): Promise<void> {
  endOnSignals();
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
